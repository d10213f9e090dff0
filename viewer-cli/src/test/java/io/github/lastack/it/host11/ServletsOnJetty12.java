// SPDX-License-Identifier: Apache-2.0
// Copyright the Lastack authors
package io.github.lastack.it.host11;

import io.github.lastack.it.host.Visitors;
import java.net.InetSocketAddress;
import org.eclipse.jetty.server.Handler;
import org.eclipse.jetty.server.Server;
import org.eclipse.jetty.server.ServerConnector;

/**
 * {@code ServletsOnJetty12 VISITORS}. Compiled with Jetty 9, whose classes have these methods too; only the context is
 * another.
 */
public final class ServletsOnJetty12 {
    public static void main(String[] args) throws Exception {
        Server server = new Server(new InetSocketAddress("127.0.0.1", 0));
        server.setHandler(context());
        server.start();
        Visitors.await(((ServerConnector) server.getConnectors()[0]).getLocalPort(), Integer.parseInt(args[0]));
    }

    private static Handler context() throws ReflectiveOperationException {
        Class<?> type = Class.forName("org.eclipse.jetty.ee10.servlet.ServletContextHandler");
        Object context = type.getConstructor().newInstance();
        type.getMethod("setContextPath", String.class).invoke(context, "/");
        add(context, JakartaServlets.Blocked.class, "/blocked");
        add(context, JakartaServlets.Begun.class, "/begun");
        add(context, JakartaServlets.Answered.class, "/answered");
        return (Handler) context;
    }

    private static void add(Object context, Class<?> servlet, String path) throws ReflectiveOperationException {
        context.getClass().getMethod("addServlet", Class.class, String.class).invoke(context, servlet, path);
    }
}
