// SPDX-License-Identifier: Apache-2.0
// Copyright the Lastack authors
package io.github.lastack.it.host11;

import io.github.lastack.it.host.Visitors;
import jakarta.servlet.AsyncContext;
import jakarta.servlet.http.HttpServlet;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.util.concurrent.CountDownLatch;

/** Two servlets that keep the connection of a client that has left, and one that does not. */
final class JakartaServlets {
    private JakartaServlets() {}

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

    /** Begins to answer, and nobody completes that. */
    public static final class Begun extends HttpServlet {
        @Override
        protected void doGet(HttpServletRequest request, HttpServletResponse response) throws IOException {
            AsyncContext context = request.startAsync();
            context.setTimeout(0);
            response.getWriter().print("data: last\n\n");
            response.flushBuffer();
            Visitors.hasArrived();
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
