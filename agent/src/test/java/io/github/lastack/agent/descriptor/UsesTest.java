// SPDX-License-Identifier: Apache-2.0
// Copyright the Lastack authors
package io.github.lastack.agent.descriptor;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.lastack.agent.connection.ApiContext;
import io.github.lastack.agent.connection.ConnectionTotals;
import io.github.lastack.agent.connection.LiveConnection;
import io.github.lastack.agent.connection.UseWord;
import io.github.lastack.agent.connection.sampling.Sampler;
import io.github.lastack.agent.connection.stack.CapturedStack;
import io.github.lastack.agent.connection.stack.StackTable;
import io.github.lastack.agent.descriptor.Uses.LastUse;
import java.lang.ref.ReferenceQueue;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.util.concurrent.FutureTask;
import org.junit.jupiter.api.Test;

class UsesTest {
    private static final int MORE_THAN_THE_BUDGET = 10_000;
    private static final ApiContext ACCESS =
            new ApiContext("SocketChannel", null, new ReferenceQueue<>(), new ConnectionTotals());

    private final StackTable stacks = new StackTable(null, 64, null);
    private final Uses uses = new Uses(stacks);
    private final Object identity = new Object();
    private final Object otherIdentity = new Object();
    private final LiveConnection connection = connection(identity, 11);
    private final LiveConnection other = connection(otherIdentity, 12);

    @Test
    void unused_hasNoLastUse() {
        assertThat(uses.last(connection)).isNull();
        assertThat(connection.holder()).isNull();
    }

    @Test
    void fewUses_areAllExact() {
        uses.used(connection, true);
        uses.used(connection, false);
        LastUse last = uses.last(connection);

        assertThat(last.reading).isFalse();
        assertThat(last.siteLagMillis).isZero();
        assertThat(last.thread).isSameAs(Thread.currentThread());
        assertThat(last.site).isNotZero();
    }

    @Test
    void useBeyondTheBudget_isKnown_withAStackOfAnEarlierOne() {
        uses.used(connection, true);
        for (int i = 0; i < MORE_THAN_THE_BUDGET; i++) {
            uses.used(other, true);
        }
        uses.used(connection, false);
        LastUse last = uses.last(connection);

        assertThat(last.reading).isFalse();
        assertThat(last.site).isNotZero();
        assertThat(last.siteLagMillis).isPositive();
    }

    @Test
    void writeThatWasBegunBeforeTheFirstRead_doesNotSayThatNothingWasRead() {
        uses.used(connection, false);
        long before = connection.lastUse();
        assertThat(UseWord.isNeverRead(before)).isTrue();
        uses.used(connection, true);

        connection.used(connection.user(), before, before);

        assertThat(UseWord.isNeverRead(connection.lastUse())).isFalse();
        assertThat(UseWord.isReading(connection.lastUse())).isFalse();
    }

    @Test
    void holder_isTheLastUser_untilItUsesAnother() {
        uses.used(connection, true);
        assertThat(connection.holder()).isSameAs(Thread.currentThread());

        uses.used(other, true);
        assertThat(connection.holder()).isNull();
        assertThat(other.holder()).isSameAs(Thread.currentThread());
    }

    @Test
    void holderOfAnAcceptedOne_remainsIt_whileItUsesAConnectionOfItsOwn() {
        LiveConnection own = new LiveConnection(new Object(), 13, null, ACCESS, null, Sampler.RECORDED, 0);
        uses.used(connection, true);
        uses.used(own, false);
        assertThat(connection.holder()).isSameAs(Thread.currentThread());
        assertThat(own.holder()).isSameAs(Thread.currentThread());

        uses.used(other, true);
        assertThat(connection.holder()).isNull();
        assertThat(own.holder()).isNull();
    }

    @Test
    void holderBeyondTheBudget_isTheLastUserAllTheSame() {
        for (int i = 0; i < MORE_THAN_THE_BUDGET; i++) {
            uses.used(other, true);
            uses.used(connection, true);
        }
        assertThat(connection.holder()).isSameAs(Thread.currentThread());
        assertThat(other.holder()).isNull();
        uses.used(other, true);
        assertThat(connection.holder()).isNull();
        assertThat(other.holder()).isSameAs(Thread.currentThread());
    }

    @Test
    void useByAnotherThread_isTheLastOne() throws Exception {
        uses.used(connection, true);
        Thread second = inAnotherThread(() -> uses.used(connection, true));

        assertThat(uses.last(connection).thread).isSameAs(second);
    }

    @Test
    void dataThatWaits_isReadByTheNextRead_evenIfThatIsLikeTheLast() {
        for (int i = 0; i < MORE_THAN_THE_BUDGET; i++) {
            uses.used(connection, true);
        }
        connection.unread(true);
        uses.used(connection, false);
        assertThat(connection.unreadSinceMillis()).isPositive();

        uses.used(connection, true);
        assertThat(connection.unreadSinceMillis()).isZero();
    }

    @Test
    void connectionThatIsOnlyWrittenTo_hasItsWritesTakenForAlike() {
        for (int i = 0; i < MORE_THAN_THE_BUDGET; i++) {
            uses.used(connection, false);
        }
        assertThat(connection.lastUse() & UseWord.AWAITED).isZero();
        assertThat(connection.isUsedAgain(connection.lastUse())).isTrue();
        assertThat(connection.isUsedAgain(connection.lastUse() & ~UseWord.NEVER_READ))
                .isTrue();
    }

    @Test
    void connectionThatIsOnlyWrittenTo_isNeverRead() {
        assertThat(UseWord.isNeverRead(connection.lastUse())).isTrue();
        for (int i = 0; i < MORE_THAN_THE_BUDGET; i++) {
            uses.used(connection, false);
        }
        assertThat(UseWord.isNeverRead(connection.lastUse())).isTrue();
    }

    @Test
    void firstRead_isNotTakenForOneMoreUse() {
        for (int i = 0; i < MORE_THAN_THE_BUDGET; i++) {
            uses.used(connection, false);
        }
        uses.used(connection, true);
        assertThat(UseWord.isNeverRead(connection.lastUse())).isFalse();

        uses.used(connection, false);
        assertThat(UseWord.isNeverRead(connection.lastUse())).isFalse();
        uses.tick();
        uses.used(connection, false);
        assertThat(UseWord.isNeverRead(connection.lastUse())).isFalse();
    }

    @Test
    void dataThatWaitedBeforeAnyUse_isReadByTheFirstRead_alsoAfterAWrite() {
        connection.unread(true);
        uses.used(connection, false);
        assertThat(connection.unreadSinceMillis()).isPositive();

        uses.used(connection, true);
        assertThat(connection.unreadSinceMillis()).isZero();
    }

    @Test
    void asynchronousChannel_isUsedWhereReadsBegin_andNotWhereBytesAreMoved() throws Exception {
        uses.begins(connection, true);
        inAnotherThread(() -> uses.used(connection, true));

        assertThat(uses.last(connection).thread).isSameAs(Thread.currentThread());
    }

    @Test
    void endOfStream_isAUse_withItsOwnStack() {
        for (int i = 0; i < MORE_THAN_THE_BUDGET; i++) {
            uses.used(connection, true);
        }
        CapturedStack here = CapturedStack.here();
        uses.usedOnce(connection, true, here);

        assertThat(uses.last(connection).site).isEqualTo(stacks.intern(here));
        assertThat(uses.last(connection).siteLagMillis).isZero();
    }

    private static Thread inAnotherThread(Runnable use) throws Exception {
        FutureTask<Void> task = new FutureTask<>(use, null);
        Thread thread = new Thread(task);
        thread.start();
        task.get();
        return thread;
    }

    private static LiveConnection connection(Object identity, int number) {
        LiveConnection connection = new LiveConnection(identity, number, null, ACCESS, null, Sampler.RECORDED, 0);
        connection.acceptedFrom(new InetSocketAddress(InetAddress.getLoopbackAddress(), 50_000), 0);
        return connection;
    }
}
