// SPDX-License-Identifier: Apache-2.0
// Copyright the Lastack authors
package io.github.lastack.it.host;

import io.github.lastack.samples.Inspection;
import java.io.File;
import java.io.IOException;
import java.util.concurrent.atomic.AtomicInteger;
import javax.servlet.http.HttpServlet;
import javax.servlet.http.HttpServletRequest;
import javax.servlet.http.HttpServletResponse;
import org.apache.catalina.Context;
import org.apache.catalina.Wrapper;
import org.apache.catalina.startup.Tomcat;

/** A servlet application on Tomcat with a leak: who waits for tickets and goes is never forgotten. */
public final class TicketOffice {
    public static void main(String[] args) throws Exception {
        String directory = new File(System.getProperty("java.io.tmpdir")).getAbsolutePath();
        Tomcat tomcat = new Tomcat();
        tomcat.setBaseDir(directory);
        tomcat.setPort(0);
        tomcat.getConnector().setProperty("address", "127.0.0.1");
        tomcat.getConnector().setProperty("maxKeepAliveRequests", "-1");
        Context context = tomcat.addContext("", directory);
        Wrapper queue = Tomcat.addServlet(context, "queue", new Queue());
        queue.setAsyncSupported(true);
        context.addServletMappingDecoded("/queue", "queue");
        Tomcat.addServlet(context, "waiting", new Waiting());
        context.addServletMappingDecoded("/waiting", "waiting");
        tomcat.start();
        System.out.println("port " + tomcat.getConnector().getLocalPort());
        Inspection.untilInputEnds();
        System.exit(0); // Tomcat's threads would go on
    }

    /** Answers when there are tickets again, which is never, and does not look who has left. */
    public static final class Queue extends HttpServlet {
        private static final AtomicInteger WAITING = new AtomicInteger();

        @Override
        protected void doGet(HttpServletRequest request, HttpServletResponse response) {
            request.startAsync().setTimeout(0);
            WAITING.incrementAndGet();
        }
    }

    /** How many the queue has in all. */
    public static final class Waiting extends HttpServlet {
        @Override
        protected void doGet(HttpServletRequest request, HttpServletResponse response) throws IOException {
            response.getWriter().print(Queue.WAITING.get());
        }
    }
}
