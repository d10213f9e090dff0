// SPDX-License-Identifier: Apache-2.0
// Copyright the Lastack authors
package io.github.lastack.metrics;

import io.micrometer.core.instrument.Meter;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.util.ArrayList;
import java.util.List;

/** Leaves two connections in CLOSE_WAIT, and prints the meters once they say so. */
final class Metered {
    private static final long LIMIT_NANOS = 30_000_000_000L;
    private static final List<Socket> KEPT = new ArrayList<>();

    private Metered() {}

    public static void main(String[] args) throws Exception {
        SimpleMeterRegistry registry = new SimpleMeterRegistry();
        try (ServerSocket door = new ServerSocket(0, 10, InetAddress.getLoopbackAddress())) {
            for (int i = 0; i < 2; i++) {
                KEPT.add(new Socket(InetAddress.getLoopbackAddress(), door.getLocalPort()));
                door.accept().close();
            }
            new ConnectionMeters().bindTo(registry);
            long deadline = System.nanoTime() + LIMIT_NANOS;
            while (leaking(registry) != 2 && System.nanoTime() < deadline) {
                Thread.sleep(100);
            }
            for (Meter meter : registry.getMeters()) {
                double value = meter.measure().iterator().next().getValue();
                if (value != 0) {
                    String tags = meter.getId().getTags().stream()
                            .map(tag -> ' ' + tag.getValue())
                            .reduce("", String::concat);
                    System.out.println(meter.getId().getName() + tags + " = " + value);
                }
            }
        }
    }

    private static double leaking(SimpleMeterRegistry registry) {
        return registry.get("lastack.leaking_connections").gauge().value();
    }
}
