// SPDX-License-Identifier: Apache-2.0
// Copyright the Lastack authors
package io.github.lastack.agent.host;

import java.io.IOException;

/** Prints the names of its threads that are not daemons, then {@code ready}; ends with stdin. */
public final class Idle {
    private Idle() {}

    public static void main(String[] args) throws IOException {
        Thread.getAllStackTraces().keySet().stream()
                .filter(thread -> !thread.isDaemon())
                .map(thread -> "thread " + thread.getName())
                .sorted()
                .forEach(System.out::println);
        System.out.println("ready");
        while (System.in.read() >= 0) {}
    }
}
