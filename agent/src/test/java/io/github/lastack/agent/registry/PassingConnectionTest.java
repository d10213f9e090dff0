// SPDX-License-Identifier: Apache-2.0
// Copyright the Lastack authors
package io.github.lastack.agent.registry;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.lastack.model.TcpState;
import java.io.FileDescriptor;
import java.lang.ref.ReferenceQueue;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.CyclicBarrier;
import java.util.concurrent.FutureTask;
import org.junit.jupiter.api.Test;

class PassingConnectionTest {
    private static final InetSocketAddress PEER = new InetSocketAddress(InetAddress.getLoopbackAddress(), 80);
    private static final long OPENED_AT = 1_000;
    private static final long CLOSED_AT = 2_000;

    private final FileDescriptor descriptor = new FileDescriptor();
    private final Access access = new Access("Socket", null, new ReferenceQueue<>());
    private final Sites sites = new Sites(null, 64);
    private final CountedConnections.Count count =
            new CountedConnections(sites).at(sites.intern(Origin.here()), Ends.CLIENT);

    @Test
    void closedBeforeTheEndOfTheStreamIsClosedFirst() {
        PassingConnection connection = opened();

        assertThat(connection.closes(0)).isTrue();
        assertThat(connection.goes()).isTrue();
        assertThat(count.closedFirst()).isEqualTo(1);
        assertThat(count.closed()).isEqualTo(1);
    }

    @Test
    void closedAfterTheEndOfTheStreamIsNotClosedFirst() {
        PassingConnection connection = accepted();

        assertThat(connection.endsStream()).isTrue();
        assertThat(connection.closes(0)).isTrue();
        assertThat(count.closedFirst()).isZero();
        assertThat(count.closed()).isEqualTo(1);
    }

    @Test
    void whatReadsReturnWhileItIsBeingClosedIsNoNews() {
        PassingConnection connection = opened();
        connection.closes(0);

        assertThat(connection.endsStream()).isTrue();
        assertThat(connection.stateOfDescriptor()).isNull();
        assertThat(connection.becomesLive().stateOfDescriptor()).isNull();
    }

    @Test
    void isCountedAsClosedOnceHoweverOftenItIsClosed() {
        PassingConnection connection = opened();

        connection.closes(0);
        connection.closes(0);
        connection.goes();
        assertThat(connection.goes()).isTrue();
        assertThat(count.closed()).isEqualTo(1);
        assertThat(connection.becomesLive()).isNull();
    }

    /** As that of a dropped Socket does, by the JDK's cleaner. */
    @Test
    void isCountedAsClosedWhereItsDescriptorGoesWithoutAClose() {
        assertThat(accepted().goes()).isTrue();
        assertThat(count.closed()).isEqualTo(1);
    }

    @Test
    void whoseNumberIsAnothersWasClosedByNobodyKnowsWhomFirst() {
        assertThat(opened().isSucceeded()).isNull();
        assertThat(count.closed()).isEqualTo(1);
        assertThat(count.closedFirst()).isZero();
    }

    @Test
    void whatIsMadeAndNotConnectedIsNoConnection() {
        PassingConnection connection = made();
        LiveConnection live = connection.becomesLive();

        assertThat(connection.stateOfDescriptor()).isNull();
        assertThat(live.isUnconnected()).isTrue();
        assertThat(live.stateOfDescriptor()).isEqualTo(TcpState.CLOSED);
        assertThat(made().goes()).isTrue();
        assertThat(count.closed()).isZero();
    }

    @Test
    void whatStaysIsTheLiveConnectionThatIsCountedLikeIt() {
        PassingConnection passing = opened();
        assertThat(passing.stateOfDescriptor()).isEqualTo(TcpState.ESTABLISHED);
        assertThat(passing.isOpenConnection()).isTrue();
        LiveConnection live = passing.becomesLive();

        assertThat(passing.becomesLive()).isSameAs(live);
        assertThat(passing.isOpenConnection()).isFalse();
        assertThat(live.isOpenConnection()).isTrue();
        assertThat(live.isCounted()).isTrue();
        assertThat(live.isConnecting()).isFalse();
        assertThat(live.role()).isEqualTo("client");
        assertThat(live.port()).isEqualTo(80);
        assertThat(live.stateOfDescriptor()).isEqualTo(TcpState.ESTABLISHED);
        assertThat(live.claimAnnouncement()).isFalse();
        assertThat(live.descriptor()).isSameAs(descriptor);
        assertThat(passing.closes(0)).as("it is the live one's").isFalse();
        assertThat(passing.goes()).isFalse();
        assertThat(passing.endsStream()).isFalse();
        assertThat(live.beginClose(false)).isTrue();
        assertThat(count.closed()).isEqualTo(1);
    }

    @Test
    void whatStaysAtTheEndOfItsStreamIsInCloseWait() {
        PassingConnection passing = accepted();
        passing.endsStream();
        assertThat(passing.stateOfDescriptor()).isEqualTo(TcpState.CLOSE_WAIT);
        LiveConnection live = passing.becomesLive();

        assertThat(live.role()).isEqualTo("server");
        assertThat(live.stateOfDescriptor()).isEqualTo(TcpState.CLOSE_WAIT);
        assertThat(live.firstEndOfStream(true)).isFalse();
        live.beginClose(false);
        assertThat(count.closedFirst()).isZero();
    }

    @Test
    void connectThatTakesLongIsStillItsThreads() throws Exception {
        PassingConnection passing = connecting();
        LiveConnection live = elsewhere(passing::becomesLive);

        assertThat(live.stateOfDescriptor()).isEqualTo(TcpState.SYN_SENT);
        assertThat(live.isConnecting()).isTrue();
        assertThat(live.isOpenedByThisThread()).isTrue();
        assertThat(live.isAdmitted()).isFalse();
        assertThat(live.isCounted()).isFalse();
        assertThat(live.begun()).isEqualTo("begun");
        assertThat(passing.opens(count)).isFalse();
        assertThat(live.connectReturned(true, OPENED_AT)).isTrue();
        assertThat(live.isConnecting()).isFalse();
    }

    @Test
    void closeWhileItConnectsIsTheLiveConnections() {
        PassingConnection connection = connecting();

        assertThat(connection.closes(0)).isFalse();
        assertThat(connection.goes()).isFalse();
        assertThat(connection.becomesLive().isConnecting()).isTrue();
    }

    @Test
    void anotherThreadThanMadeItDoesNotConnectItInPassing() throws Exception {
        PassingConnection connection = elsewhere(this::made);

        assertThat(connection.connects(PEER, false, null, count, OPENED_AT)).isFalse();
    }

    @Test
    void whatASelectorKeepsIsClosedSinceItWas() {
        PassingConnection passing = opened();
        passing.closes(CLOSED_AT);
        passing.closes(CLOSED_AT + 1);
        LiveConnection live = passing.becomesLive();

        assertThat(live.isClosing()).isTrue();
        assertThat(live.closedAtMillis()).isEqualTo(CLOSED_AT);
        assertThat(live.beginClose(false)).isFalse();
        assertThat(live.leavesCount()).isFalse();
        assertThat(count.closed()).isEqualTo(1);
    }

    @Test
    void isCountedAsClosedOrDescribedButNeverBoth() throws Exception {
        CyclicBarrier together = new CyclicBarrier(3);
        int described = 0;
        for (int i = 0; i < 2_000; i++) {
            PassingConnection connection = opened();
            List<FutureTask<Boolean>> rivals = new ArrayList<>();
            rivals.add(start(together, connection::goes));
            rivals.add(start(together, () -> connection.closes(0) && connection.goes()));
            together.await();
            LiveConnection live = connection.becomesLive();
            described += live != null && live.leavesCount() ? 1 : 0;
            for (FutureTask<Boolean> rival : rivals) {
                rival.get();
            }
        }
        assertThat(count.closed()).isEqualTo(2_000 - described);
    }

    private static FutureTask<Boolean> start(CyclicBarrier together, Callable<Boolean> call) {
        FutureTask<Boolean> task = new FutureTask<>(() -> {
            together.await();
            return call.call();
        });
        new Thread(task).start();
        return task;
    }

    private static <T> T elsewhere(Callable<T> call) throws Exception {
        FutureTask<T> task = new FutureTask<>(call);
        new Thread(task).start();
        return task.get();
    }

    private PassingConnection made() {
        return PassingConnection.made(descriptor, 7, access, 0);
    }

    private PassingConnection connecting() {
        PassingConnection connection = made();
        assertThat(connection.connects(PEER, false, "begun", count, OPENED_AT)).isTrue();
        return connection;
    }

    private PassingConnection opened() {
        PassingConnection connection = connecting();
        assertThat(connection.opens(count)).isTrue();
        return connection;
    }

    private PassingConnection accepted() {
        return PassingConnection.accepted(descriptor, 7, access, PEER, count, OPENED_AT);
    }
}
