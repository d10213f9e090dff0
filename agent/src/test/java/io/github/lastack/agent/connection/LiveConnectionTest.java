// SPDX-License-Identifier: Apache-2.0
// Copyright the Lastack authors
package io.github.lastack.agent.connection;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.lastack.agent.connection.sampling.Sampler;
import io.github.lastack.agent.connection.stack.CapturedStack;
import io.github.lastack.agent.connection.stack.StackTable;
import io.github.lastack.agent.registry.OpeningRecorder;
import io.github.lastack.events.SteadyClock;
import io.github.lastack.model.TcpState;
import java.lang.ref.ReferenceQueue;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.util.concurrent.FutureTask;
import org.junit.jupiter.api.Test;

class LiveConnectionTest {
    private final Object identity = new Object();
    private final ApiContext access =
            new ApiContext("SocketChannel", null, new ReferenceQueue<>(), new ConnectionTotals());
    private final LiveConnection connection = connection(Sampler.SKIPPED);
    private final Counter count = new Counter();

    /** Counts its calls. */
    private static final class Counter extends AggregatedConnections.Aggregated {
        private int closed;
        private int closedFirst;
        private int recorded;

        @Override
        void closed(boolean first) {
            closed++;
            closedFirst += first ? 1 : 0;
        }

        @Override
        void recorded() {
            recorded++;
        }
    }

    @Test
    void waitingData_isReadAfterAll_waitsNoMore() {
        connection.unread(true);
        assertThat(connection.unreadSinceMillis()).isPositive();

        connection.readAfterAll();
        assertThat(connection.unreadSinceMillis()).isZero();
    }

    @Test
    void aggregated_isClosed_isCountedOnceAndNeverRecorded() {
        aggregated();

        assertThat(connection.beginClose(false)).isTrue();
        assertThat(connection.beginClose(false)).isFalse();
        assertThat(connection.isAggregated()).isTrue();
        assertThat(connection.recordsIndividually()).isFalse();
        assertThat(count.closed).isEqualTo(1);
        assertThat(count.closedFirst).isEqualTo(1);
        assertThat(count.recorded).isZero();
    }

    @Test
    void aggregated_isClosedAfterTheEndOfItsStream_isNotClosedFirst() {
        aggregated();

        assertThat(connection.firstEndOfStream(true)).as("to be recorded").isNull();
        connection.beginClose(false);
        assertThat(count.closed).isEqualTo(1);
        assertThat(count.closedFirst).isZero();
    }

    @Test
    void aggregated_connectFails_isRecordedIndividually() {
        aggregated();

        assertThat(connection.beginClose(true)).isTrue();
        assertThat(connection.isAggregated()).isFalse();
        assertThat(count.closed).isZero();
        assertThat(count.recorded).isEqualTo(1);
    }

    /** A thread may close what another thread's connect has just established, and is about to count. */
    @Test
    void aggregated_wasClosedBefore_isCountedAsClosedOnce() {
        begins();
        assertThat(connection.beginClose(false)).isTrue();

        connection.aggregateInto(count);
        assertThat(count.closed).isEqualTo(1);
        assertThat(connection.beginClose(false)).isFalse();
        assertThat(connection.recordsIndividually()).isFalse();
        assertThat(count.closed).isEqualTo(1);
    }

    @Test
    void aggregated_stays_isRecordedIndividuallyAndNotCountedAsClosed() {
        aggregated();

        assertThat(connection.recordsIndividually()).isTrue();
        assertThat(connection.recordsIndividually()).isTrue();
        assertThat(connection.beginClose(false)).isTrue();
        assertThat(count.recorded).isEqualTo(1);
        assertThat(count.closed).isZero();
    }

    @Test
    void notSampled_stays_hasASiteThatSaysSo() {
        StackTable stacks = new StackTable(null, 64, null);
        aggregated();
        connection.recordsIndividually();
        connection.settle(stacks);

        assertThat(connection.siteOfOpening()).isEqualTo(stacks.intern(CapturedStack.STACK_SKIPPED));
    }

    @Test
    void sampled_stays_keepsItsSite() {
        StackTable stacks = new StackTable(null, 64, null);
        Long here = stacks.intern(CapturedStack.here());
        begins();
        connection.opened(here);
        connection.aggregateInto(count);
        connection.recordsIndividually();

        assertThat(connection.siteOfOpening()).isEqualTo(here);
    }

    /** For example a listener whose own stack is known: its maker's must not hide it. */
    @Test
    void maker_isAnotherThreadAndNotSampled_isNotNamed() throws Exception {
        StackTable stacks = new StackTable(null, 64, null);
        FutureTask<LiveConnection> elsewhere = new FutureTask<>(() -> new LiveConnection(
                identity, 1, null, access, CapturedStack.STACK_SKIPPED, Sampler.SKIPPED, System.nanoTime()));
        new Thread(elsewhere).start();
        FutureTask<LiveConnection> sampled = new FutureTask<>(
                () -> new LiveConnection(identity, 1, null, access, CapturedStack.here(), 8, System.nanoTime()));
        new Thread(sampled).start();

        assertThat(elsewhere.get().createdElsewhere(stacks)).isZero();
        assertThat(sampled.get().createdElsewhere(stacks)).isNotZero();
    }

    @Test
    void id_staysAndIsNoOthers() {
        LiveConnection other = connection(Sampler.RECORDED);

        assertThat(connection.id()).isPositive().isNotEqualTo(other.id()).isEqualTo(connection.id());
    }

    @Test
    void choice_undecided_isMadeOnce() {
        LiveConnection undecided = connection(Sampler.UNDECIDED);
        Sampler sampler = new Sampler(1, 0);
        int choice = undecided.choice(sampler, 0);

        assertThat(choice).isEqualTo(Sampler.RECORDED);
        while (sampler.choose(0) == Sampler.RECORDED) {
            continue; // until the limit is reached
        }
        assertThat(undecided.choice(sampler, 0)).isEqualTo(Sampler.RECORDED);
    }

    @Test
    void connectThatWasListedAsItHung_isRecordedIndividually_thoughItWouldOnlyBeCounted() {
        begins();
        assertThat(connection.isListedConnecting(-1)).isTrue();
        assertThat(connection.holder()).isSameAs(Thread.currentThread());

        connection.connectReturned(true, 0);
        record();

        assertThat(connection.isAggregated()).isFalse();
        assertThat(connection.isOpeningRecorded()).isTrue();
        assertThat(connection.isListedConnecting(-1)).isFalse();
    }

    @Test
    void connectThatDidNotHang_isOnlyCounted_whereItWasNotSampled() {
        begins();
        assertThat(connection.isListedConnecting(60_000)).as("not for a minute").isFalse();

        connection.connectReturned(true, 0);
        record();

        assertThat(connection.isAggregated()).isTrue();
    }

    private void record() {
        StackTable stacks = new StackTable(null, 64, null);
        OpeningRecorder openingRecorder =
                new OpeningRecorder(null, null, stacks, new Sampler(1, 0), new AggregatedConnections(stacks));
        openingRecorder.record(connection, null, TcpState.ESTABLISHED, 0);
    }

    /** Like a non-blocking channel while its connect goes on. */
    private void aggregated() {
        begins();
        connection.aggregateInto(count);
    }

    private void begins() {
        InetSocketAddress peer = new InetSocketAddress(InetAddress.getLoopbackAddress(), 1);
        assertThat(connection.beginConnect(
                        peer, new ConnectAttempt(false, ConnectAttempt.NO_TIMEOUT), SteadyClock.millis()))
                .isTrue();
    }

    private LiveConnection connection(int choice) {
        return new LiveConnection(identity, 1, null, access, null, choice, System.nanoTime());
    }
}
