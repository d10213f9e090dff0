// SPDX-License-Identifier: Apache-2.0
// Copyright the Lastack authors
package io.github.lastack.agent.host;

/** Says hello on both streams and ends as told: {@code Hello return|exit|throw|daemons}. */
public final class Hello {
    /** The status of {@code exit}; a thrown exception makes it 1. */
    public static final int STATUS = 42;

    private Hello() {}

    public static void main(String[] args) {
        System.out.println("hello");
        System.err.println("hello, err");
        switch (args[0]) {
            case "return":
                return;
            case "exit":
                System.exit(STATUS);
                return;
            case "throw":
                throw new IllegalStateException("as told");
            case "daemons":
                Thread daemon = new Thread(Hello::sleepForGood, "daemon");
                daemon.setDaemon(true);
                daemon.start();
                return;
            default:
                throw new IllegalArgumentException(args[0]);
        }
    }

    private static void sleepForGood() {
        try {
            Thread.sleep(Long.MAX_VALUE);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
