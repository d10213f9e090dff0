// SPDX-License-Identifier: Apache-2.0
// Copyright the Lastack authors
package io.github.lastack.agent.connection;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.lastack.agent.connection.sampling.Sampler;
import io.github.lastack.agent.connection.stack.StackTable;
import io.github.lastack.agent.descriptor.Uses;
import io.github.lastack.agent.kernel.TcpInfo;
import java.lang.ref.ReferenceQueue;
import org.junit.jupiter.api.Test;

class UnansweredTest {
    private static final int ESTABLISHED = 1;
    private static final int CLOSED = 7;
    private static final int TICK = 10;

    private final Uses uses = new Uses(new StackTable(null, 64, null));
    private final LiveConnection connection = new LiveConnection(
            this,
            11,
            null,
            new ApiContext("Socket", null, new ReferenceQueue<>(), new ConnectionTotals()),
            null,
            Sampler.SKIPPED,
            0);

    private static int info(int state, int retransmits, int probes) {
        return state | retransmits << 16 | probes << 24;
    }

    @Test
    void nothingSentAgain_isAnswered() {
        assertThat(Unanswered.after(null, info(ESTABLISHED, 0, 0), 1_000)).isNull();
    }

    @Test
    void aCountThatGrows_goesOnSinceItsFirst() {
        Unanswered first = Unanswered.after(null, info(ESTABLISHED, 1, 0), 1_000);
        Unanswered second = Unanswered.after(first, info(ESTABLISHED, 1, 0), 2_000);
        Unanswered third = Unanswered.after(second, info(ESTABLISHED, 3, 0), 3_000);

        assertThat(second).isSameAs(first);
        assertThat(third.sinceMillis).isEqualTo(1_000);
        assertThat(third.retransmits).isEqualTo(3);
    }

    @Test
    void aCountThatIsLess_hasBegunAnew() {
        Unanswered first = Unanswered.after(null, info(ESTABLISHED, 4, 0), 1_000);

        assertThat(Unanswered.after(first, info(ESTABLISHED, 1, 0), 5_000).sinceMillis)
                .isEqualTo(5_000);
        assertThat(Unanswered.after(first, info(ESTABLISHED, 0, 0), 5_000)).isNull();
    }

    @Test
    void probesOfAShutWindow_countLikewise() {
        Unanswered first = Unanswered.after(null, info(ESTABLISHED, 0, 1), 1_000);

        assertThat(Unanswered.after(first, info(ESTABLISHED, 0, 3), 9_000).sinceMillis)
                .isEqualTo(1_000);
        assertThat(Unanswered.after(first, info(ESTABLISHED, 0, 3), 9_000).probes)
                .isEqualTo(3);
    }

    @Test
    void connection_dead_keepsWhatWasNotedBefore() {
        connection.noteAnswers(info(ESTABLISHED, 5, 0));
        connection.noteAnswers(info(CLOSED, 5, 0));

        assertThat(connection.unanswered().retransmits).isEqualTo(5);
    }

    @Test
    void connection_lastRead_owesNoAnswer() {
        uses.used(connection, false);
        uses.used(connection, true);

        assertThat(connection.mayBeUnanswered(TICK)).isFalse();
    }

    @Test
    void ofWhatWasNeverUsed_noAnswerMakesAUse() {
        connection.answers(info(ESTABLISHED, 0, 0), connection.lastUse(), 1_000);

        assertThat(connection.use()).isNull();
    }

    @Test
    void aWrite_mayBeUnanswered_untilTheKernelSaysLaterThatAllIsAcknowledged() {
        assertThat(connection.mayBeUnanswered(TICK)).isFalse();
        uses.used(connection, false);
        int now = uses.now();
        assertThat(connection.mayBeUnanswered(now)).isFalse();
        assertThat(connection.mayBeUnanswered(now + 1)).isTrue();

        connection.answers(info(ESTABLISHED, 0, 0), connection.lastUse(), now + 1);
        assertThat(connection.mayBeUnanswered(now + 2))
                .as("it may be sent again yet")
                .isTrue();

        connection.answers(TcpInfo.NONE, connection.lastUse(), now + 2);
        assertThat(connection.mayBeUnanswered(now + 2))
                .as("no answer of the kernel")
                .isTrue();

        connection.answers(info(ESTABLISHED, 0, 0), connection.lastUse(), now + 2);
        assertThat(connection.mayBeUnanswered(now + 3)).isFalse();
        assertThat(uses.last(connection).reading).isFalse();
    }

    @Test
    void whatIsUnanswered_isAskedAboutUntilItIsAnswered() {
        connection.noteAnswers(info(ESTABLISHED, 1, 0));
        assertThat(connection.mayBeUnanswered(TICK)).isTrue();

        connection.noteAnswers(info(ESTABLISHED, 0, 0));
        assertThat(connection.mayBeUnanswered(TICK)).isFalse();
    }

    @Test
    void aWriteInBetween_isNotTakenForAnswered() {
        uses.used(connection, false);
        long before = connection.lastUse();
        uses.used(connection, true);
        uses.used(connection, false);

        connection.answers(info(ESTABLISHED, 0, 0), before ^ UseWord.READING, uses.now() + 2);

        assertThat(connection.mayBeUnanswered(uses.now() + 3)).isTrue();
    }
}
