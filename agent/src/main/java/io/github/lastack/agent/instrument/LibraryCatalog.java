// SPDX-License-Identifier: Apache-2.0
// Copyright the Lastack authors
package io.github.lastack.agent.instrument;

import static io.github.lastack.agent.instrument.Hook.Load.SECOND_ARGUMENT;

import java.util.ArrayList;
import java.util.Collections;
import java.util.List;

/** Everything in libraries that the agent touches: {@link NettyCatalog}, and what is here. */
final class LibraryCatalog {
    private static final String UNDERTOW = "io/undertow/";

    /** What the names begin with; a library that was packed into another has something before it. */
    static final List<String> PREFIXES = Collections.unmodifiableList(prefixes());

    static final List<Hook> HOOKS = Collections.unmodifiableList(rows());

    private LibraryCatalog() {}

    private static List<String> prefixes() {
        List<String> prefixes = new ArrayList<>();
        prefixes.add(NettyCatalog.NETTY);
        prefixes.add(UNDERTOW);
        return prefixes;
    }

    private static List<Hook> rows() {
        List<Hook> rows = new ArrayList<>(NettyCatalog.HOOKS);
        // The thread that handles a request reads nothing of it: another has.
        rows.add(new Hook(
                        UNDERTOW + "server/Connectors",
                        "executeRootHandler",
                        "(Lio/undertow/server/HttpHandler;Lio/undertow/server/HttpServerExchange;)V")
                .entry("serves", SECOND_ARGUMENT));
        return rows;
    }
}
