// SPDX-License-Identifier: Apache-2.0
// Copyright the Lastack authors
package io.github.lastack.agent;

/** Writes the agent's messages to stderr, one line each. */
final class AgentLog {
    private static final String PREFIX = "lastack: ";

    private AgentLog() {}

    static void say(String line) {
        System.err.println(PREFIX + line);
    }
}
