// SPDX-License-Identifier: Apache-2.0
// Copyright the Lastack authors
package io.github.lastack.it.host;

import io.github.lastack.samples.Inspection;
import io.github.lastack.samples.LoopbackPeer;
import java.util.concurrent.CountDownLatch;
import javax.servlet.http.HttpServlet;
import javax.servlet.http.HttpServletRequest;
import javax.servlet.http.HttpServletResponse;
import org.eclipse.jetty.server.HttpConnectionFactory;
import org.eclipse.jetty.server.Server;
import org.eclipse.jetty.server.ServerConnector;
import org.eclipse.jetty.servlet.ServletContextHandler;
import org.eclipse.jetty.servlet.ServletHolder;
import org.eclipse.jetty.util.thread.QueuedThreadPool;
import org.eclipse.jetty.util.thread.ScheduledExecutorScheduler;

/** Jetty: clients that lose patience and leave, while their requests hang in a servlet. */
public final class SleepyServlet extends HttpServlet {
    private static final CountDownLatch ARRIVED = new CountDownLatch(3);
    private static final CountDownLatch NEVER = new CountDownLatch(1);

    public static void main(String[] args) throws Exception {
        // Daemons all, so that the sleepers do not keep the JVM from its end.
        QueuedThreadPool threads = new QueuedThreadPool(16);
        threads.setDaemon(true);
        Server server = new Server(threads);
        ServerConnector connector = new ServerConnector(
                server, null, new ScheduledExecutorScheduler("timers", true), null, 1, 1, new HttpConnectionFactory());
        connector.setHost("127.0.0.1");
        server.addConnector(connector);
        ServletContextHandler context = new ServletContextHandler(server, "/");
        context.addServlet(new ServletHolder(new SleepyServlet()), "/*");
        server.start();
        try (LoopbackPeer peer = LoopbackPeer.start()) {
            int port = connector.getLocalPort();
            peer.connect(port, 3, "GET / HTTP/1.1\r\nHost: localhost\r\n\r\n");
            ARRIVED.await();
            peer.leave(port);
            Inspection.untilInputEnds();
        }
    }

    @Override
    protected void doGet(HttpServletRequest request, HttpServletResponse response) {
        ARRIVED.countDown();
        try {
            NEVER.await();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
