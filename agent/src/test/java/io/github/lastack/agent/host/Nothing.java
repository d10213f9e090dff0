// SPDX-License-Identifier: Apache-2.0
// Copyright the Lastack authors
package io.github.lastack.agent.host;

/** Does nothing: its cost is the start and the end of the JVM. */
public final class Nothing {
    private Nothing() {}

    public static void main(String[] args) {}
}
