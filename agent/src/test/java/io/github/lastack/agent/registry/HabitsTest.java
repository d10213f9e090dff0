// SPDX-License-Identifier: Apache-2.0
// Copyright the Lastack authors
package io.github.lastack.agent.registry;

import static org.assertj.core.api.Assertions.assertThat;

import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.util.concurrent.FutureTask;
import org.junit.jupiter.api.Test;

class HabitsTest {
    private static final long NOW = System.nanoTime();
    private static final Ends PEER = Ends.connectedTo(new InetSocketAddress(InetAddress.getLoopbackAddress(), 80));
    private static final Ends OTHER = Ends.connectedTo(new InetSocketAddress(InetAddress.getLoopbackAddress(), 81));
    private static final Ends ACCEPTED = Ends.acceptedFrom(new InetSocketAddress(InetAddress.getLoopbackAddress(), 9));
    private static final Long SITE = 7L;

    private final Habits<Long> habits = new Habits<>(exhausted(1));

    @Test
    void aThreadIsTakenToGoOnAsItDidSixteenTimesInARow() {
        see(15, PEER, SITE);
        assertThat(habits.placeOf(PEER, NOW)).isNull();

        see(1, PEER, SITE);
        assertThat(habits.placeOf(PEER, NOW)).isEqualTo(SITE);
    }

    @Test
    void itIsLookedAtNowAndThenAllTheSame() {
        see(16, PEER, SITE);

        assertThat(looksAt(10_000, SITE, SITE)).isBetween(10_000 / 96, 10_000 / 33);
    }

    @Test
    void looksGetRarerWhileTheHabitIsKeptAndAreAsOftenAsEverOnceItIsBroken() {
        see(16, PEER, SITE);
        assertThat(untilItIsLookedAt()).isBetween(8, 23);
        see(1, PEER, SITE);
        assertThat(untilItIsLookedAt()).isBetween(16, 47);
        see(1, PEER, SITE);
        assertThat(untilItIsLookedAt()).isBetween(32, 95);
        see(1, PEER, SITE);
        assertThat(untilItIsLookedAt()).isBetween(32, 95);

        see(1, PEER, 8L);
        see(16, PEER, SITE);
        assertThat(untilItIsLookedAt()).isBetween(8, 23);
    }

    @Test
    void whoOpensHereAndThereIsLookedAtEveryTime() {
        see(16, PEER, SITE);

        assertThat(looksAt(1_000, SITE, 8L)).isGreaterThan(800);
    }

    @Test
    void oneThatIsSeenToOpenElsewhereIsLookedAtUntilItIsSteadyAgain() {
        see(16, PEER, SITE);
        see(1, PEER, 8L);
        see(15, PEER, SITE);
        assertThat(habits.placeOf(PEER, NOW)).isNull();
    }

    @Test
    void anotherPeerAnotherRoleAndAnotherThreadAreOtherHabits() throws Exception {
        see(100, PEER, SITE);

        assertThat(habits.placeOf(OTHER, NOW)).isNull();
        assertThat(habits.placeOf(ACCEPTED, NOW)).isNull();
        FutureTask<Long> elsewhere = new FutureTask<>(() -> habits.placeOf(PEER, NOW));
        new Thread(elsewhere).start();
        assertThat(elsewhere.get()).isNull();
    }

    @Test
    void acceptedConnectionsAreOneHabitWhoeverTheirPeersAre() {
        see(16, ACCEPTED, SITE);

        Ends next = Ends.acceptedFrom(new InetSocketAddress(InetAddress.getLoopbackAddress(), 10));
        assertThat(habits.placeOf(next, NOW)).isEqualTo(SITE);
    }

    @Test
    void theMakingIsNotLookedAtOfAThreadThatConnectsWhatItMakes() {
        assertThat(habits.making(NOW)).isNotSameAs(Origin.NOT_TAKEN);

        see(16, PEER, SITE);
        assertThat(habits.making(NOW)).isSameAs(Origin.NOT_TAKEN);
    }

    @Test
    void theMakingIsLookedAtOfAThreadThatOnlyAccepts() {
        see(100, ACCEPTED, SITE);

        assertThat(habits.making(NOW)).isNotSameAs(Origin.NOT_TAKEN);
    }

    @Test
    void nothingIsInferredWhileStacksAreFewEnough() {
        Habits<Long> atEase = new Habits<>(new RateLimit(0, NOW));
        for (int i = 0; i < 100; i++) {
            atEase.seen(PEER, SITE);
        }

        assertThat(atEase.placeOf(PEER, NOW)).isNull();
        assertThat(atEase.making(NOW)).isNotSameAs(Origin.NOT_TAKEN);
    }

    /** How many openings are taken for granted before that. */
    private int untilItIsLookedAt() {
        int unseen = 0;
        while (habits.placeOf(PEER, NOW) != null) {
            unseen++;
        }
        return unseen;
    }

    private void see(int times, Ends ends, Long site) {
        for (int i = 0; i < times; i++) {
            habits.seen(ends, site);
        }
    }

    /** How often a thread is looked at that opens at the one and at the other in turns. */
    private int looksAt(int openings, Long one, Long other) {
        int looks = 0;
        for (int i = 0; i < openings; i++) {
            if (habits.placeOf(PEER, NOW) == null) {
                habits.seen(PEER, i % 2 == 0 ? one : other);
                looks++;
            }
        }
        return looks;
    }

    private static RateLimit exhausted(int perSecond) {
        long longAgo = NOW + 1_000_000_000_000L; // of a clock that goes on before: nothing comes any more
        RateLimit limit = new RateLimit(perSecond, longAgo);
        while (limit.admits(longAgo)) {
            assertThat(limit).isNotNull();
        }
        return limit;
    }
}
