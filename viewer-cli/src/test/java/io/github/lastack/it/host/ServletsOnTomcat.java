// SPDX-License-Identifier: Apache-2.0
// Copyright the Lastack authors
package io.github.lastack.it.host;

import java.io.File;
import java.util.LinkedHashMap;
import java.util.Map;
import javax.servlet.Servlet;
import org.apache.catalina.Context;
import org.apache.catalina.Wrapper;
import org.apache.catalina.startup.Tomcat;

/** {@code ServletsOnTomcat VISITORS}. */
public final class ServletsOnTomcat {
    public static void main(String[] args) throws Exception {
        String directory = new File("target", "tomcat").getAbsolutePath();
        Tomcat tomcat = new Tomcat();
        tomcat.setBaseDir(directory);
        tomcat.setPort(0);
        tomcat.getConnector().setProperty("address", "127.0.0.1");
        Context context = tomcat.addContext("", directory);
        servlets().forEach((path, servlet) -> {
            Wrapper wrapper = Tomcat.addServlet(context, path, servlet);
            wrapper.setAsyncSupported(true);
            context.addServletMappingDecoded(path, path);
        });
        tomcat.start();
        Visitors.await(tomcat.getConnector().getLocalPort(), Integer.parseInt(args[0]));
    }

    private static Map<String, Servlet> servlets() {
        Map<String, Servlet> servlets = new LinkedHashMap<>();
        servlets.put("/blocked", new LeakyServlets.Blocked());
        servlets.put("/calling", new LeakyServlets.Calling());
        servlets.put("/forgotten", new LeakyServlets.Forgotten());
        servlets.put("/events", new LeakyServlets.Events());
        servlets.put("/complete-events", new LeakyServlets.CompleteEvents());
        servlets.put("/answered", new LeakyServlets.Answered());
        return servlets;
    }
}
