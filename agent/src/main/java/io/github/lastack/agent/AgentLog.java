// SPDX-License-Identifier: Apache-2.0
// Copyright the Lastack authors
package io.github.lastack.agent;

/** Where the agent's messages go: each is one line on stderr. */
final class AgentLog {
    private static final String PREFIX = "lastack: ";

    private AgentLog() {}

    static void say(String line) {
        System.err.println(PREFIX + line);
    }
}
