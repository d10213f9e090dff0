// SPDX-License-Identifier: Apache-2.0
// Copyright the Lastack authors
package io.github.lastack.agent.registry;

import static org.assertj.core.api.Assertions.assertThat;

import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CyclicBarrier;
import java.util.concurrent.FutureTask;
import org.junit.jupiter.api.Test;

class HabitsTest {
    private static final long NOW = System.nanoTime();
    private static final InetSocketAddress PEER = new InetSocketAddress(InetAddress.getLoopbackAddress(), 80);
    private static final InetSocketAddress OTHER = new InetSocketAddress(InetAddress.getLoopbackAddress(), 81);
    private static final Ends ACCEPTED = Ends.acceptedFrom(new InetSocketAddress(InetAddress.getLoopbackAddress(), 9));
    private static final Long SITE = 7L;
    private static final long AT_LEISURE = 80_000_000; // nanoseconds from one look to the next
    private static final long IN_A_RUSH = 20_000_000;

    private final Habits<Long> habits = new Habits<>(exhausted(1));
    private long seenAtNanos = NOW;

    @Test
    void aThreadIsTakenToGoOnAsItDidSixteenTimesInARow() {
        see(15, PEER, SITE);
        assertThat(habits.placeOfConnect(PEER, NOW)).isNull();

        see(1, PEER, SITE);
        assertThat(habits.placeOfConnect(PEER, NOW)).isEqualTo(SITE);
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
    void looksGetEvenRarerWhileThereAreMoreThanTwentyFiveASecond() {
        see(16 + 1, PEER, SITE);
        for (int longest = 64; longest <= 1_024; longest *= 2) {
            seenAtNanos += IN_A_RUSH;
            habits.seen(Ends.connectedTo(PEER), SITE, seenAtNanos);
            assertThat(untilItIsLookedAt()).isBetween(longest / 2, longest * 3 / 2 - 1);
        }
        see(1, PEER, SITE);
        assertThat(untilItIsLookedAt()).isBetween(32, 95);
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
        assertThat(habits.placeOfConnect(PEER, NOW)).isNull();
    }

    @Test
    void anotherPeerAnotherRoleAndAnotherThreadAreOtherHabits() throws Exception {
        see(100, PEER, SITE);

        assertThat(habits.placeOfConnect(OTHER, NOW)).isNull();
        assertThat(habits.placeOfAccept(NOW)).isNull();
        FutureTask<Long> elsewhere = new FutureTask<>(() -> habits.placeOfConnect(PEER, NOW));
        new Thread(elsewhere).start();
        assertThat(elsewhere.get()).isNull();
    }

    @Test
    void threadsHardlyEverLoseTheirHabitsToEachOther() throws Exception {
        int threads = 300;
        CyclicBarrier allHaveOne = new CyclicBarrier(threads);
        List<FutureTask<Long>> kept = new ArrayList<>();
        for (int i = 0; i < threads; i++) {
            kept.add(new FutureTask<>(() -> {
                for (int j = 0; j < 16; j++) {
                    habits.seen(ACCEPTED, SITE, NOW);
                }
                allHaveOne.await();
                return habits.placeOfAccept(NOW);
            }));
            new Thread(kept.get(i)).start();
        }

        int found = 0;
        for (FutureTask<Long> each : kept) {
            found += SITE.equals(each.get()) ? 1 : 0;
        }
        assertThat(found).isGreaterThan(290);
    }

    @Test
    void thoseOfThreadsThatAreGoneMakeRoom() {
        for (int port = 1; port <= 60_000; port++) { // more than there are places
            see(1, new InetSocketAddress(InetAddress.getLoopbackAddress(), port), SITE);
        }

        see(16, PEER, SITE);
        assertThat(habits.placeOfConnect(PEER, NOW)).isEqualTo(SITE);
    }

    @Test
    void whatOneThreadMakesConnectsAndAcceptsIsNeverInEachOthersPlace() {
        for (int port = 1; port <= 2_000; port++) {
            InetSocketAddress peer = new InetSocketAddress(InetAddress.getLoopbackAddress(), port);
            see(16, peer, SITE);
            see(16, ACCEPTED, SITE);

            assertThat(habits.placeOfConnect(peer, NOW)).isEqualTo(SITE);
            assertThat(habits.placeOfAccept(NOW)).isEqualTo(SITE);
            assertThat(habits.making(NOW)).isSameAs(Origin.NOT_TAKEN);
        }
    }

    @Test
    void acceptedConnectionsAreOneHabitWhoeverTheirPeersAre() {
        see(16, ACCEPTED, SITE);

        Ends next = Ends.acceptedFrom(new InetSocketAddress(InetAddress.getLoopbackAddress(), 10));
        assertThat(habits.placeOfAccept(NOW)).isEqualTo(SITE);
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
            atEase.seen(Ends.connectedTo(PEER), SITE, NOW);
        }

        assertThat(atEase.placeOfConnect(PEER, NOW)).isNull();
        assertThat(atEase.making(NOW)).isNotSameAs(Origin.NOT_TAKEN);
    }

    /** How many openings are taken for granted before that. */
    private int untilItIsLookedAt() {
        int unseen = 0;
        while (habits.placeOfConnect(PEER, NOW) != null) {
            unseen++;
        }
        return unseen;
    }

    private void see(int times, InetSocketAddress peer, Long site) {
        see(times, Ends.connectedTo(peer), site);
    }

    private void see(int times, Ends ends, Long site) {
        for (int i = 0; i < times; i++) {
            seenAtNanos += AT_LEISURE;
            habits.seen(ends, site, seenAtNanos);
        }
    }

    /** How often a thread is looked at that opens at the one and at the other in turns. */
    private int looksAt(int openings, Long one, Long other) {
        int looks = 0;
        for (int i = 0; i < openings; i++) {
            if (habits.placeOfConnect(PEER, NOW) == null) {
                see(1, PEER, i % 2 == 0 ? one : other);
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
