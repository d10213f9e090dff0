// SPDX-License-Identifier: Apache-2.0
// Copyright the Lastack authors
package io.github.lastack.agent.metrics;

import io.github.lastack.agent.connection.LiveConnection;
import io.github.lastack.model.TcpState;

/** Counts open descriptors by state and role. Used by one thread. */
final class ConnectionCount {
    private final int[] clients = new int[TcpState.values().length];
    private final int[] servers = new int[TcpState.values().length];
    private int withoutConnection;
    private long closeWaitSinceMillis = Long.MAX_VALUE;

    void add(LiveConnection descriptor) {
        TcpState state;
        long since;
        synchronized (descriptor) { // so that state and time belong together
            state = descriptor.stateOfDescriptor();
            since = descriptor.stateSinceMillis();
        }
        if (state == null) {
            return;
        }
        withoutConnection += state == TcpState.CLOSED ? 1 : 0;
        if (descriptor.isConnection() || state == TcpState.LISTEN) {
            boolean isServer = descriptor.isAccepted() || state == TcpState.LISTEN;
            (isServer ? servers : clients)[state.ordinal()]++;
        }
        if (state == TcpState.CLOSE_WAIT) {
            closeWaitSinceMillis = Math.min(closeWaitSinceMillis, since);
        }
    }

    int[] of(boolean isServer) {
        return (isServer ? servers : clients).clone();
    }

    int withoutConnection() {
        return withoutConnection;
    }

    long oldestCloseWaitMillis(long nowMillis) {
        return closeWaitSinceMillis == Long.MAX_VALUE ? 0 : Math.max(0, nowMillis - closeWaitSinceMillis);
    }
}
