// SPDX-License-Identifier: Apache-2.0
// Copyright the Lastack authors
package io.github.lastack.it.host;

import java.net.InetSocketAddress;
import org.eclipse.jetty.server.Server;
import org.eclipse.jetty.server.ServerConnector;
import org.eclipse.jetty.servlet.ServletContextHandler;

/** {@code ServletsOnJetty VISITORS}. */
public final class ServletsOnJetty {
    public static void main(String[] args) throws Exception {
        Server server = new Server(new InetSocketAddress("127.0.0.1", 0));
        ServletContextHandler context = new ServletContextHandler(server, "/");
        context.addServlet(LeakyServlets.Blocked.class, "/blocked");
        context.addServlet(LeakyServlets.Calling.class, "/calling");
        context.addServlet(LeakyServlets.Forgotten.class, "/forgotten");
        context.addServlet(LeakyServlets.Events.class, "/events");
        context.addServlet(LeakyServlets.CompleteEvents.class, "/complete-events");
        context.addServlet(LeakyServlets.Answered.class, "/answered");
        ServerConnector connector = (ServerConnector) server.getConnectors()[0];
        connector.setIdleTimeout(0); // the agent may take its time on a busy machine
        server.start();
        Visitors.await(connector.getLocalPort(), Integer.parseInt(args[0]));
    }
}
