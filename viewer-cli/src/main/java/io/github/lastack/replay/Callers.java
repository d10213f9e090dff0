// SPDX-License-Identifier: Apache-2.0
// Copyright the Lastack authors
package io.github.lastack.replay;

import java.util.IdentityHashMap;
import java.util.List;
import java.util.Map;

/** The callers that stacks reveal. Connections share their stacks, so each stack is examined only once. */
final class Callers {
    /** Prefixes of the frames below a close that the JDK itself calls because the object was dropped. */
    private static final List<String> COLLECTORS =
            List.of("java.lang.ref.Finalizer", "java.lang.ref.Cleaner", "jdk.internal.ref.");

    /**
     * A prefix of the frames below a shutdown with which an SSLSocket itself answers the peer's close_notify, or a FIN
     * without one. In that case, the application has only read.
     */
    private static final String TLS_READ = "sun.security.ssl.SSLSocketImpl$AppInputStream.";

    private record Caller(boolean collector, boolean tlsRead, List<String> cut) {}

    private final Map<List<String>, Caller> known = new IdentityHashMap<>();
    private final int depth;

    /** @param depth how many frames of a stack are shown */
    Callers(int depth) {
        this.depth = depth;
    }

    boolean isCollector(List<String> stack) {
        return caller(stack).collector();
    }

    boolean isTlsRead(List<String> stack) {
        return caller(stack).tlsRead();
    }

    List<String> cut(List<String> stack) {
        return stack.size() <= depth ? stack : caller(stack).cut();
    }

    private Caller caller(List<String> stack) {
        Caller caller = known.get(stack);
        if (caller == null) {
            caller = new Caller(
                    stack.stream().anyMatch(frame -> COLLECTORS.stream().anyMatch(frame::startsWith)),
                    stack.stream().anyMatch(frame -> frame.startsWith(TLS_READ)),
                    List.copyOf(stack.subList(0, Math.min(depth, stack.size()))));
            known.put(stack, caller);
        }
        return caller;
    }
}
