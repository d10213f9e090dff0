// SPDX-License-Identifier: Apache-2.0
// Copyright the Lastack authors
package io.github.lastack.facts.source;

import io.github.lastack.facts.EventFacts;
import io.github.lastack.facts.EventKinds;
import io.github.lastack.facts.SocketFact;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import jdk.jfr.consumer.EventStream;
import jdk.jfr.consumer.RecordedEvent;

/**
 * The agent's events out of the folder to which a running JVM (14 and later) writes them, a second after they happen.
 */
public final class RepositoryStream implements AutoCloseable {
    private final EventStream events;
    private final EventFacts convert = new EventFacts();
    private final LiveFacts facts;

    private RepositoryStream(EventStream events, LiveFacts facts) {
        this.events = events;
        this.facts = facts;
    }

    /** @param from events before that are not wanted */
    public static RepositoryStream open(Path repository, Instant from, LiveFacts facts) throws InputException {
        try {
            RepositoryStream stream = new RepositoryStream(EventStream.openRepository(repository), facts);
            stream.start(from);
            return stream;
        } catch (IOException e) {
            throw new InputException(repository + ": the events cannot be read: " + e.getMessage(), e);
        }
    }

    private void start(Instant from) {
        events.setStartTime(from);
        // One subscription for each: what others record in that JVM is then not even parsed.
        EventKinds.all().forEach(name -> events.onEvent(name, this::take));
        events.startAsync();
    }

    private void take(RecordedEvent event) {
        SocketFact fact = convert.of(new StreamedEvent(event));
        if (fact != null) {
            facts.add(fact);
        }
    }

    @Override
    public void close() {
        events.close();
        try {
            events.awaitTermination(Duration.ofSeconds(2));
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
