// SPDX-License-Identifier: Apache-2.0
// Copyright the Lastack authors
package io.github.lastack.it.host;

import io.github.lastack.samples.Inspection;
import java.io.IOException;
import java.util.concurrent.Semaphore;

/** The clients of a server, which the test plays: each has arrived once its request is being handled. */
public final class Visitors {
    private static final Semaphore ARRIVED = new Semaphore(0);

    private Visitors() {}

    public static void hasArrived() {
        ARRIVED.release();
    }

    /** Prints the port, and {@code ready} once so many have arrived; ends the JVM with standard input. */
    public static void await(int port, int visitors) throws InterruptedException, IOException {
        System.out.println("port " + port);
        System.out.println("listening");
        ARRIVED.acquire(visitors);
        Inspection.untilInputEnds();
        System.exit(0); // a server's threads would go on
    }
}
