// SPDX-License-Identifier: Apache-2.0
// Copyright the Lastack authors
package io.github.lastack.agent.registry;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.lastack.agent.connection.ApiContext;
import io.github.lastack.agent.connection.ConnectionTotals;
import io.github.lastack.agent.connection.LiveConnection;
import io.github.lastack.agent.connection.sampling.Sampler;
import java.lang.ref.ReferenceQueue;
import java.util.concurrent.FutureTask;
import org.junit.jupiter.api.Test;

class ConnectsInProgressTest {
    private final Object owner = new Object();
    private final LiveConnection connection = connection();
    private final ConnectsInProgress connecting = new ConnectsInProgress();

    @Test
    void thread_insideConnect_isFoundUntilItReturns() {
        connecting.put(owner, connection);

        assertThat(connecting.get(owner)).isSameAs(connection);
        assertThat(connecting.remove(owner)).isSameAs(connection);
        assertThat(connecting.get(owner)).isNull();
        assertThat(connecting.remove(owner)).isNull();
    }

    @Test
    void call_ofAnotherThread_isNotFound() throws Exception {
        connecting.put(owner, connection);

        FutureTask<LiveConnection> elsewhere = new FutureTask<>(() -> connecting.remove(owner));
        new Thread(elsewhere).start();
        assertThat(elsewhere.get()).isNull();
        assertThat(connecting.get(owner)).isSameAs(connection);
    }

    @Test
    void channel_connectedByTwoThreads_isFoundByBoth() throws Exception {
        LiveConnection finishing = connection();
        connecting.put(owner, connection);
        FutureTask<LiveConnection> elsewhere = new FutureTask<>(() -> {
            connecting.put(owner, finishing);
            return connecting.remove(owner);
        });
        new Thread(elsewhere).start();

        assertThat(elsewhere.get()).isSameAs(finishing);
        assertThat(connecting.remove(owner)).isSameAs(connection);
    }

    /** As in a SocketImpl that wraps another one. */
    @Test
    void thread_insideManyCalls_findsEach() {
        Object[] owners = new Object[20];
        LiveConnection[] connections = new LiveConnection[owners.length];
        for (int i = 0; i < owners.length; i++) {
            owners[i] = new Object();
            connections[i] = connection();
            connecting.put(owners[i], connections[i]);
        }

        assertThat(connecting.get(new Object())).isNull();
        for (int i = 0; i < owners.length; i++) {
            assertThat(connecting.get(owners[i])).isSameAs(connections[i]);
            assertThat(connecting.remove(owners[i])).isSameAs(connections[i]);
            assertThat(connecting.get(owners[i])).isNull();
        }
    }

    private static LiveConnection connection() {
        ApiContext access = new ApiContext("Socket", null, new ReferenceQueue<>(), new ConnectionTotals());
        return new LiveConnection(new Object(), 1, null, access, null, Sampler.RECORDED, System.nanoTime());
    }
}
