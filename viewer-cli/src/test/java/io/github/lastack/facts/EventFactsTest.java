// SPDX-License-Identifier: Apache-2.0
// Copyright the Lastack authors
package io.github.lastack.facts;

import static io.github.lastack.scenario.Scenario.START;
import static org.assertj.core.api.Assertions.assertThat;

import io.github.lastack.events.EventNames;
import io.github.lastack.recording.Event;
import io.github.lastack.recording.format.FieldName;
import io.github.lastack.recording.format.JfrFrame;
import java.time.Duration;
import java.time.Instant;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** The machine's clock may have been set between a moment and the event that tells of it. */
class EventFactsTest {
    private static final Duration HOUR = Duration.ofHours(1);
    private static final Duration AGE = Duration.ofSeconds(40);

    /** By the events' clock, which is that of the ticks. */
    private static final Instant AT = START.plusSeconds(90);

    private static final Instant OPENED = AT.minus(AGE);

    @Test
    void moment_clocksAgree_isTakenAsRecorded() {
        for (long apart : new long[] {-999, -300, 0, 300, 999}) {
            assertThat(openedAt(OPENED.plusMillis(apart), AGE)).isEqualTo(OPENED.plusMillis(apart));
        }
    }

    @Test
    void moment_clockSetForward_isCountedBackFromTheEvent() {
        assertThat(openedAt(OPENED.plus(HOUR), AGE)).isEqualTo(OPENED);
        assertThat(openedAt(OPENED.plusMillis(1_000), AGE)).isEqualTo(OPENED);
    }

    @Test
    void moment_clockSetBack_isCountedBackFromTheEvent() {
        assertThat(openedAt(OPENED.minus(HOUR), AGE)).isEqualTo(OPENED);
        assertThat(openedAt(OPENED.minusMillis(1_000), AGE)).isEqualTo(OPENED);
    }

    @Test
    void agent_withoutCounts_isBelieved() {
        assertThat(openedAt(OPENED.minus(HOUR), Duration.ZERO)).isEqualTo(OPENED.minus(HOUR));
        assertThat(openedAt(OPENED, Duration.ZERO)).isEqualTo(OPENED);
    }

    @Test
    void moment_laterThanTheEvent_isLimited() {
        assertThat(openedAt(AT.plus(HOUR), Duration.ZERO)).isEqualTo(AT);
        assertThat(openedAt(AT.plusMillis(300), Duration.ofMillis(1))).isEqualTo(AT);
    }

    @Test
    void moments_ofOneEvent_areCountedSeparately() {
        Told open = open(OPENED.plus(HOUR), AGE);
        open.put(Field.STATE_SINCE, AT.plus(HOUR)).put(Field.IN_STATE, Duration.ofSeconds(30));
        open.put(Field.UNREAD_SINCE, AT.plus(HOUR)).put(Field.UNREAD_FOR, Duration.ofSeconds(20));

        SocketFact.StillOpen fact = (SocketFact.StillOpen) new EventFacts().of(open);

        assertThat(fact.at()).isEqualTo(AT);
        assertThat(fact.openedAt()).isEqualTo(OPENED);
        assertThat(fact.stateSince()).isEqualTo(AT.minusSeconds(30));
        assertThat(fact.unreadSince()).isEqualTo(AT.minusSeconds(20));
    }

    @Test
    void data_notWaiting_hasNoMoment() {
        SocketFact.StillOpen fact = (SocketFact.StillOpen) new EventFacts().of(open(OPENED, AGE));

        assertThat(fact.unreadSince()).isNull();
    }

    @Test
    void descriptor_kept_wasClosedNoLater() {
        assertThat(closedAt(AT.minusSeconds(5))).isEqualTo(AT.minusSeconds(5));
        assertThat(closedAt(AT.plus(HOUR))).isEqualTo(AT);
    }

    private static Instant openedAt(Instant told, Duration age) {
        return ((SocketFact.StillOpen) new EventFacts().of(open(told, age))).openedAt();
    }

    private static Instant closedAt(Instant told) {
        Told kept = new Told(EventNames.DESCRIPTOR_KEPT).put(Field.CLOSED_AT, told);
        return ((SocketFact.Kept) new EventFacts().of(kept)).closedAt();
    }

    private static Told open(Instant openedAt, Duration age) {
        return new Told(EventNames.OPEN_CONNECTION)
                .put(Field.OPENED_AT, openedAt)
                .put(Field.AGE, age);
    }

    /** An event at {@link #AT} that has these times and nothing else. */
    private record Told(String type, Map<Field, Long> millis) implements Event {
        Told(String type) {
            this(type, new EnumMap<>(Field.class));
        }

        Told put(Field field, Instant when) {
            millis.put(field, when.toEpochMilli());
            return this;
        }

        Told put(Field field, Duration howLong) {
            millis.put(field, howLong.toMillis());
            return this;
        }

        @Override
        public Instant start() {
            return AT;
        }

        @Override
        public Instant end() {
            return AT;
        }

        @Override
        public boolean has(FieldName field) {
            return millis.containsKey(field);
        }

        @Override
        public long number(FieldName field) {
            return millis.getOrDefault(field, 0L);
        }

        @Override
        public boolean flag(FieldName field) {
            return false;
        }

        @Override
        public String text(FieldName field) {
            return "";
        }

        @Override
        public List<JfrFrame> stack() {
            return null;
        }

        @Override
        public List<String> names() {
            return List.of();
        }

        @Override
        public long number(String field) {
            return 0;
        }
    }
}
