// SPDX-License-Identifier: Apache-2.0
// Copyright the Lastack authors
package io.github.lastack.it.host;

import java.io.IOException;
import java.io.PrintWriter;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.LinkedBlockingQueue;
import javax.servlet.AsyncContext;
import javax.servlet.http.HttpServlet;
import javax.servlet.http.HttpServletRequest;
import javax.servlet.http.HttpServletResponse;

/** Servlets that keep the connection of a client that has left, and two that do not. */
public final class LeakyServlets {
    private LeakyServlets() {}

    public static final class Blocked extends HttpServlet {
        private static final CountDownLatch NEVER = new CountDownLatch(1);

        @Override
        protected void doGet(HttpServletRequest request, HttpServletResponse response) throws IOException {
            Visitors.hasArrived();
            try {
                NEVER.await();
            } catch (InterruptedException e) {
                throw new IOException(e);
            }
        }
    }

    /** The servlet's backend accepts nothing and answers nothing. */
    public static final class Calling extends HttpServlet {
        private static final ServerSocket BACKEND;

        static {
            try {
                BACKEND = new ServerSocket(0, 0, InetAddress.getLoopbackAddress());
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
        }

        @Override
        protected void doGet(HttpServletRequest request, HttpServletResponse response) throws IOException {
            try (Socket backend = new Socket(BACKEND.getInetAddress(), BACKEND.getLocalPort())) {
                backend.getOutputStream().write('?');
                Visitors.hasArrived();
                response.getOutputStream().write(backend.getInputStream().read());
            }
        }
    }

    /** Nobody completes what it starts. */
    public static final class Forgotten extends HttpServlet {
        @Override
        protected void doGet(HttpServletRequest request, HttpServletResponse response) {
            request.startAsync().setTimeout(0);
            Visitors.hasArrived();
        }
    }

    /** The publisher has nothing more to say, and never learns that its readers have left. */
    public static class Events extends HttpServlet {
        private static final BlockingQueue<Runnable> TO_PUBLISH = new LinkedBlockingQueue<>();

        static {
            new Thread(Events::publishAll).start();
        }

        private static void publishAll() {
            try {
                while (true) {
                    TO_PUBLISH.take().run();
                }
            } catch (InterruptedException e) {
                throw new IllegalStateException(e);
            }
        }

        @Override
        protected void doGet(HttpServletRequest request, HttpServletResponse response) {
            AsyncContext context = request.startAsync();
            context.setTimeout(0);
            TO_PUBLISH.add(() -> {
                publish(context);
                Visitors.hasArrived();
            });
        }

        void publish(AsyncContext context) {
            context.getResponse().setContentType("text/event-stream");
            for (String event : new String[] {"first", "last"}) {
                write(context, event);
            }
        }

        private static void write(AsyncContext context, String event) {
            try {
                PrintWriter out = context.getResponse().getWriter();
                out.print("data: " + event + "\n\n");
                out.flush();
            } catch (IOException e) {
                context.complete();
            }
        }
    }

    public static final class CompleteEvents extends Events {
        @Override
        void publish(AsyncContext context) {
            super.publish(context);
            context.complete();
        }
    }

    public static final class Answered extends HttpServlet {
        @Override
        protected void doGet(HttpServletRequest request, HttpServletResponse response) throws IOException {
            response.getWriter().print("data: last\n");
            Visitors.hasArrived();
        }
    }
}
