// SPDX-License-Identifier: Apache-2.0
// Copyright the Lastack authors
package io.github.lastack.facts.source;

import io.github.lastack.facts.EventFacts;
import io.github.lastack.facts.EventKinds;
import io.github.lastack.facts.Facts;
import io.github.lastack.facts.SocketFact;
import io.github.lastack.recording.Event;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * Makes a recording of events that another reader than Lastack's has read, such as a tool of which Lastack is a part.
 * Such a reader says nothing of damage, nor of a clock that was set meanwhile.
 */
public final class EventRecording {
    private EventRecording() {}

    /**
     * Returns the recording of one JVM.
     *
     * @param events of the types of {@link EventKinds#all()}, in any order; all must remain as they are
     * @param start when the recording began
     * @param end when it ended; null if that is not known
     * @throws InputException if there is no event, or if there are events of several JVMs: nothing in an event says
     *     which it is of
     */
    public static Recording of(List<? extends Event> events, Instant start, Instant end) throws InputException {
        if (events.isEmpty()) {
            throw new InputException("the recording holds no events of Lastack: the agent was not in that JVM");
        }
        Ordered facts = new Ordered(events);
        Set<String> instances = facts.instances();
        if (instances.size() > 1) {
            throw new InputException("these are recordings of " + instances.size()
                    + " JVMs, whose events cannot be told apart here; look at each by itself");
        }
        Instant until = JvmExtent.end(end, facts.newest(), !instances.isEmpty() && !facts.hasLeft());
        List<String> losses = new ArrayList<>();
        String instance = instances.stream().findFirst().orElse("");
        Recording.Jvm jvm = JvmExtent.of("", instance, start, until, facts, losses::add);
        RecordingInfo info = new RecordingInfo(List.of(), jvm.start(), jvm.end(), List.copyOf(losses), List.of());
        return new Recording(info, List.of(jvm), List.of(facts));
    }

    /** Facts in the order in which their events ended. */
    private static final class Ordered implements Facts, Recording.Losses {
        private static final Map<String, Integer> RANKS = ranks();

        private final List<Event> events;
        private final List<SocketFact> rare = new ArrayList<>();
        private final Set<String> instances = new HashSet<>();
        private final AtomicInteger unreadable = new AtomicInteger(); // of the newest pass

        Ordered(List<? extends Event> given) {
            events = new ArrayList<>(given);
            events.sort(Comparator.comparing(Event::end).thenComparing(event -> RANKS.getOrDefault(event.type(), 0)));
            EventFacts convert = new EventFacts();
            for (Event event : events) {
                boolean mayBeRare =
                        EventKinds.RARE.contains(event.type()) || EventKinds.LISTINGS.contains(event.type());
                SocketFact fact = mayBeRare ? fact(event, convert) : null;
                if (fact != null && Facts.isRare(fact)) {
                    rare.add(fact);
                }
                if (fact instanceof SocketFact.AgentInfo) {
                    instances.add(EventFacts.instance(event, ""));
                }
            }
        }

        /**
         * Of events that ended at once, what happened to connections is first, then what was open, and last the agent's
         * description of itself, which ends a list of what was open.
         */
        private static Map<String, Integer> ranks() {
            Map<String, Integer> ranks = new HashMap<>();
            EventKinds.all().forEach(type -> ranks.put(type, ranks.size()));
            return ranks;
        }

        Set<String> instances() {
            return instances;
        }

        Instant newest() {
            return events.get(events.size() - 1).end();
        }

        /** Returns whether the agent was taken out. */
        boolean hasLeft() {
            return rare.stream().anyMatch(fact -> fact instanceof SocketFact.AgentInfo info && info.leaving());
        }

        private static SocketFact fact(Event event, EventFacts convert) {
            try {
                return convert.of(event);
            } catch (RuntimeException e) {
                return null; // an address, or whatever else, that can be none
            }
        }

        @Override
        public List<SocketFact> rare() {
            return rare;
        }

        /** Makes a fact when it is asked for, since all of them take more memory than their events. */
        @Override
        public Iterator<SocketFact> iterator() {
            EventFacts convert = new EventFacts().knowing(rare);
            unreadable.set(0);
            return events.stream()
                    .map(event -> {
                        SocketFact fact = fact(event, convert);
                        unreadable.addAndGet(fact == null ? 1 : 0);
                        return fact;
                    })
                    .filter(Objects::nonNull)
                    .iterator();
        }

        @Override
        public String loss() {
            return unreadable.get() == 0 ? null : unreadable + " events of Lastack could not be read";
        }

        @Override
        public void close() {
            // whoever read the events keeps them
        }
    }
}
