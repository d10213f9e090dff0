// SPDX-License-Identifier: Apache-2.0
// Copyright the Lastack authors
package io.github.lastack.agent.instrument;

import static io.github.lastack.agent.instrument.Hook.Load.SECOND_ARGUMENT;
import static io.github.lastack.agent.instrument.Hook.Load.THIS;

import java.util.ArrayList;
import java.util.Collections;
import java.util.List;

/** Every method of libraries that the agent hooks: {@link NettyCatalog}, and the rows here. */
final class LibraryCatalog {
    private static final String UNDERTOW = "io/undertow/";
    private static final String TOMCAT = "org/apache/catalina/";
    private static final String JETTY = "org/eclipse/jetty/";

    /** The prefixes of the class names; a library that was shaded into another has something before them. */
    static final List<String> PREFIXES = Collections.unmodifiableList(prefixes());

    static final List<Hook> HOOKS = Collections.unmodifiableList(rows());

    private LibraryCatalog() {}

    private static List<String> prefixes() {
        List<String> prefixes = new ArrayList<>();
        prefixes.add(NettyCatalog.NETTY);
        prefixes.add(UNDERTOW);
        prefixes.add(TOMCAT);
        prefixes.add(JETTY);
        return prefixes;
    }

    private static List<Hook> rows() {
        List<Hook> rows = new ArrayList<>(NettyCatalog.HOOKS);
        // The thread that handles a request does not read it from the socket: another thread has.
        rows.add(new Hook(
                        UNDERTOW + "server/Connectors",
                        "executeRootHandler",
                        "(Lio/undertow/server/HttpHandler;Lio/undertow/server/HttpServerExchange;)V")
                .entry("serves", SECOND_ARGUMENT));

        // A request is passed on to be ended elsewhere, or never: this is the last that is seen of the code that did
        // so, if it has written nothing.
        rows.add(new Hook(
                        UNDERTOW + "server/HttpServerExchange",
                        "dispatch",
                        "(Ljava/util/concurrent/Executor;Ljava/lang/Runnable;)Lio/undertow/server/HttpServerExchange;")
                .entry("serves", THIS));
        for (String request : new String[] {
            TOMCAT + "connector/Request",
            JETTY + "server/Request",
            JETTY + "ee8/nested/Request",
            JETTY + "ee9/nested/Request",
            JETTY + "ee10/servlet/ServletApiRequest",
            JETTY + "ee11/servlet/ServletApiRequest",
            UNDERTOW + "servlet/spec/HttpServletRequestImpl"
        }) {
            startAsync(rows, request, "Ljavax/servlet/");
            startAsync(rows, request, "Ljakarta/servlet/");
        }
        return rows;
    }

    private static void startAsync(List<Hook> rows, String request, String servlet) {
        String returns = servlet + "AsyncContext;";
        rows.add(new Hook(request, "startAsync", "()" + returns).entry("suspends"));
        String both = "(" + servlet + "ServletRequest;" + servlet + "ServletResponse;)";
        rows.add(new Hook(request, "startAsync", both + returns).entry("suspends"));
    }
}
