// SPDX-License-Identifier: Apache-2.0
// Copyright the Lastack authors
package io.github.lastack.metrics;

import io.micrometer.core.instrument.FunctionCounter;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.binder.MeterBinder;
import java.lang.management.ManagementFactory;
import java.util.List;
import javax.management.JMException;
import javax.management.MBeanServer;
import javax.management.ObjectName;
import javax.management.openmbean.CompositeData;

/**
 * Binds the agent's MXBean to a registry. The bean appears about a second after the first use of JMX; until then, and
 * without the agent's option {@code jmx}, the values are not a number. Thread-safe.
 */
public final class ConnectionMeters implements MeterBinder {
    private static final String BEAN = "io.github.lastack:type=Connections";
    private static final List<String> STATES = List.of(
            "listen",
            "syn_sent",
            "syn_received",
            "established",
            "fin_wait_1",
            "fin_wait_2",
            "close_wait",
            "closing",
            "last_ack",
            "time_wait",
            "closed");

    private final MBeanServer server = ManagementFactory.getPlatformMBeanServer();

    @Override
    public void bindTo(MeterRegistry registry) {
        for (String role : List.of("Client", "Server")) {
            String lower = role.equals("Client") ? "client" : "server";
            for (String state : STATES) {
                Gauge.builder("lastack.open_connections", this, meters -> meters.value(role, state))
                        .tag("network.connection.state", state)
                        .tag("lastack.connection.role", lower)
                        .strongReference(true)
                        .register(registry);
            }
            counter(registry, "lastack.connections.opened", role + "Opened", lower);
            counter(registry, "lastack.connections.closed", role + "Closed", lower);
            counter(registry, "lastack.connections.closed_first", role + "ClosedFirst", lower);
        }
        gauge(registry, "lastack.leaking_connections", "Leaking", null);
        gauge(registry, "lastack.descriptors_without_connection", "DescriptorsWithoutConnection", null);
        gauge(registry, "lastack.close_wait.oldest", "OldestCloseWaitSeconds", "seconds");
    }

    private void counter(MeterRegistry registry, String name, String attribute, String role) {
        FunctionCounter.builder(name, this, meters -> meters.value(attribute, null))
                .tag("lastack.connection.role", role)
                .register(registry);
    }

    private void gauge(MeterRegistry registry, String name, String attribute, String unit) {
        Gauge.builder(name, this, meters -> meters.value(attribute, null))
                .baseUnit(unit)
                .strongReference(true)
                .register(registry);
    }

    private double value(String attribute, String item) {
        try {
            Object value = server.getAttribute(new ObjectName(BEAN), attribute);
            Object number = item == null ? value : ((CompositeData) value).get(item);
            return ((Number) number).doubleValue();
        } catch (JMException notRegistered) {
            return Double.NaN;
        }
    }
}
