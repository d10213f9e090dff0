// SPDX-License-Identifier: Apache-2.0
// Copyright the Lastack authors
package io.github.lastack.agent.descriptor;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.lastack.agent.connection.ApiContext;
import io.github.lastack.agent.connection.ConnectionTotals;
import io.github.lastack.agent.connection.LiveConnection;
import io.github.lastack.agent.connection.sampling.Sampler;
import java.lang.ref.ReferenceQueue;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CyclicBarrier;
import java.util.concurrent.FutureTask;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class DescriptorTableTest {
    private static final int MILLION = 1 << 20;

    private final ApiContext access = new ApiContext("Socket", null, new ReferenceQueue<>(), new ConnectionTotals());
    private final List<Object> alive = new ArrayList<>(); // the keys are weak
    private final DescriptorTable table = new DescriptorTable();

    @Test
    void connection_added_isFoundUntilRemoved() {
        LiveConnection connection = put(7);

        assertThat(table.get(identityOf(connection), 7)).isSameAs(connection);
        table.remove(connection);
        assertThat(table.get(identityOf(connection), 7)).isNull();
        assertThat(table).isEmpty();
    }

    @Test
    void lookup_sameNumberOtherIdentity_findsNothing() {
        put(7);

        assertThat(table.get(new Object(), 7)).isNull();
    }

    @Test
    void numbers_all_haveTheirOwnPlaces() {
        List<LiveConnection> all = IntStream.range(0, 5_000).mapToObj(this::put).toList();

        assertThat(all).allSatisfy(each -> assertThat(
                        table.get(identityOf(each), each.key().number()))
                .isSameAs(each));
        assertThat(table).containsExactlyInAnyOrderElementsOf(all);
    }

    @Test
    void connection_closeUnseenAndNumberReused_isStillFound() {
        LiveConnection old = put(7);
        LiveConnection next = put(7);
        LiveConnection newest = put(7);

        assertThat(table).containsExactlyInAnyOrder(old, next, newest);
        assertThat(table.get(identityOf(old), -1)).isSameAs(old); // its object may have lost its number
        assertThat(table.get(identityOf(next), 7)).isSameAs(next);
        assertThat(table.get(identityOf(newest), 7)).isSameAs(newest);

        table.remove(old);
        assertThat(table).containsExactlyInAnyOrder(next, newest);
    }

    @Test
    void remove_putAside_leavesTheOwnerOfTheNumber() {
        LiveConnection old = put(7);
        LiveConnection next = put(7);

        assertThat(table.remove(old.key())).isSameAs(old);
        assertThat(table.remove(old.key())).isNull();
        assertThat(table.get(identityOf(next), 7)).isSameAs(next);
    }

    @Test
    void connection_collected_isRemovedByItsKey() {
        LiveConnection connection = put(7);
        alive.clear();
        connection.clear(); // as the collector does

        assertThat(table.remove(connection.key())).isSameAs(connection);
    }

    @Test
    void connection_withoutPlace_isKept() {
        LiveConnection closedMeanwhile = put(-1);
        LiveConnection another = put(-1);
        LiveConnection far = put(MILLION);

        assertThat(table).containsExactlyInAnyOrder(closedMeanwhile, another, far);
        assertThat(table.get(identityOf(closedMeanwhile), -1)).isSameAs(closedMeanwhile);
        assertThat(table.get(identityOf(far), MILLION)).isSameAs(far);
        table.remove(far);
        table.remove(closedMeanwhile);
        assertThat(table).containsExactly(another);
    }

    @Test
    void threads_concurrent_doNotDisturbEachOther() throws Exception {
        List<FutureTask<Boolean>> tasks = new ArrayList<>();
        for (int i = 0; i < 4; i++) {
            int number = 7 + i;
            FutureTask<Boolean> task = new FutureTask<>(() -> isFoundWhilePresent(number, 5_000));
            tasks.add(task);
            new Thread(task).start();
        }

        for (FutureTask<Boolean> task : tasks) {
            assertThat(task.get()).isTrue();
        }
        assertThat(table).isEmpty();
    }

    /** Returns whether the connection was found each time that it was present. */
    private boolean isFoundWhilePresent(int number, int times) {
        boolean found = true;
        for (int i = 0; i < times; i++) {
            Object identity = new Object();
            LiveConnection connection = connection(identity, number);
            table.put(connection);
            found &= table.get(identity, number) == connection;
            table.remove(connection);
            found &= table.get(identity, number) == null;
        }
        return found;
    }

    @Test
    void connection_collectedAsNumberIsReused_isGone() throws Exception {
        CyclicBarrier together = new CyclicBarrier(2);
        for (int i = 0; i < 1_000; i++) {
            LiveConnection old = put(7);
            LiveConnection next = connection(table, 7);
            FutureTask<LiveConnection> collector = new FutureTask<>(() -> {
                together.await();
                return table.remove(old.key());
            });
            new Thread(collector).start();
            together.await();
            table.put(next);

            assertThat(collector.get()).isSameAs(old);
            assertThat(table).containsExactly(next);
            table.remove(next);
        }
    }

    private LiveConnection put(int number) {
        Object identity = new Object();
        alive.add(identity);
        LiveConnection connection = connection(identity, number);
        table.put(connection);
        return connection;
    }

    private LiveConnection connection(Object identity, int number) {
        return new LiveConnection(identity, number, null, access, null, Sampler.RECORDED, System.nanoTime());
    }

    private static Object identityOf(LiveConnection connection) {
        return connection.key().get();
    }
}
