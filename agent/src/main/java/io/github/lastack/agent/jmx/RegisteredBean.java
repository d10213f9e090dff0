// SPDX-License-Identifier: Apache-2.0
// Copyright the Lastack authors
package io.github.lastack.agent.jmx;

import io.github.lastack.agent.metrics.ConnectionMetrics;
import javax.management.JMException;
import javax.management.MBeanServer;
import javax.management.MBeanServerFactory;
import javax.management.ObjectName;

/** The MXBean in the platform's server. Immutable. */
final class RegisteredBean {
    private static final String NAME = "io.github.lastack:type=Connections";

    /** Only the platform's server has it: an application may have servers of its own. */
    private static final String OF_THE_PLATFORM = "java.lang:type=Runtime";

    private final MBeanServer server;
    private final ObjectName name;

    private RegisteredBean(MBeanServer server, ObjectName name) {
        this.server = server;
        this.name = name;
    }

    /** Registers the bean; returns null if there is no platform server yet. */
    static RegisteredBean of(ConnectionMetrics metrics, long since, String version) throws JMException {
        ObjectName ofThePlatform = new ObjectName(OF_THE_PLATFORM);
        for (MBeanServer server : MBeanServerFactory.findMBeanServer(null)) {
            if (server.isRegistered(ofThePlatform)) {
                ObjectName name = new ObjectName(NAME);
                server.registerMBean(new Connections(metrics, since, version), name);
                return new RegisteredBean(server, name);
            }
        }
        return null;
    }

    void unregister() {
        try {
            server.unregisterMBean(name);
        } catch (JMException gone) {
            return; // somebody else has removed it
        }
    }
}
