// SPDX-License-Identifier: Apache-2.0
// Copyright the Lastack authors
package io.github.lastack.it.host;

import java.io.IOException;
import javax.servlet.http.HttpServletRequest;
import javax.servlet.http.HttpServletResponse;
import org.eclipse.jetty.http2.server.HTTP2CServerConnectionFactory;
import org.eclipse.jetty.server.HttpConfiguration;
import org.eclipse.jetty.server.HttpConnectionFactory;
import org.eclipse.jetty.server.Request;
import org.eclipse.jetty.server.Server;
import org.eclipse.jetty.server.ServerConnector;
import org.eclipse.jetty.server.handler.AbstractHandler;
import org.eclipse.jetty.util.thread.QueuedThreadPool;
import org.eclipse.jetty.util.thread.ScheduledExecutorScheduler;

/** A server of HTTP/1.1 and HTTP/2: {@code /}, {@code /big}, and for all else 404 with a big page. */
public final class JettyPages extends AbstractHandler {
    /** More than the socket's buffers and a client's own take. */
    private static final byte[] BIG = new byte[32 << 20];

    /** @return its port */
    public static int serve() throws Exception {
        // Daemons all, so that the JVM can come to its end.
        QueuedThreadPool threads = new QueuedThreadPool(16);
        threads.setDaemon(true);
        Server server = new Server(threads);
        HttpConfiguration settings = new HttpConfiguration();
        ServerConnector connector = new ServerConnector(
                server,
                null,
                new ScheduledExecutorScheduler("timers", true),
                null,
                1,
                1,
                new HttpConnectionFactory(settings),
                new HTTP2CServerConnectionFactory(settings));
        connector.setHost("127.0.0.1");
        server.addConnector(connector);
        server.setHandler(new JettyPages());
        server.start();
        return connector.getLocalPort();
    }

    @Override
    public void handle(String target, Request base, HttpServletRequest request, HttpServletResponse response)
            throws IOException {
        base.setHandled(true);
        if (!target.equals("/") && !target.equals("/big")) {
            response.setStatus(404);
        }
        response.getOutputStream().write(target.equals("/") ? new byte[2] : BIG);
    }
}
