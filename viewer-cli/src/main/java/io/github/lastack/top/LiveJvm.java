// SPDX-License-Identifier: Apache-2.0
// Copyright the Lastack authors
package io.github.lastack.top;

import io.github.lastack.diagnose.LiveSnapshot;
import io.github.lastack.facts.source.InputException;
import io.github.lastack.facts.source.LiveFacts;
import io.github.lastack.facts.source.Recording;
import io.github.lastack.facts.source.RecordingReader;
import io.github.lastack.facts.source.RepositoryStream;
import io.github.lastack.jvm.RecordingSession;
import io.github.lastack.jvm.TargetJvm;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.List;

/**
 * The live state of a running JVM: from its event stream if its JFR has one (JDK 14 and later), else from a dump at
 * each refresh. Not thread-safe.
 */
public abstract sealed class LiveJvm implements AutoCloseable {
    private static final int STREAMS_SINCE = 14;

    /** How much the JVM keeps for a stream, which reads only the newest events. */
    private static final Duration STREAMED = Duration.ofMinutes(1);

    private static final Duration DUMPED = Duration.ofMinutes(3);

    final RecordingSession observation;
    private final TargetJvm jvm;

    private LiveJvm(TargetJvm jvm, RecordingSession observation) {
        this.jvm = jvm;
        this.observation = observation;
    }

    /** Starts to watch, and attaches the agent if it is not attached. */
    public static LiveJvm watch(TargetJvm jvm, String agentOptions) throws InputException {
        Instant from = Instant.now();
        boolean streams = jvm.feature() >= STREAMS_SINCE;
        RecordingSession observation = RecordingSession.begin(
                jvm, agentOptions, new RecordingSession.Extent.Newest(streams ? STREAMED : DUMPED), List.of());
        try {
            return streams ? new Streamed(jvm, observation, from) : new Dumped(jvm, observation);
        } catch (InputException | RuntimeException e) {
            observation.close();
            throw e;
        }
    }

    /** Returns the current state. */
    public abstract LiveSnapshot now() throws InputException;

    /** Returns a note about how the JVM is watched; empty if there is none. */
    public abstract String note();

    public abstract Duration shortestInterval();

    public boolean isAlive() {
        return jvm.isAlive();
    }

    /** Stops watching and leaves the JVM as it was. */
    @Override
    public void close() {
        observation.close();
    }

    private static final class Streamed extends LiveJvm {
        private final LiveFacts facts;
        private final RepositoryStream stream;

        private Streamed(TargetJvm jvm, RecordingSession observation, Instant from) throws InputException {
            super(jvm, observation);
            facts = new LiveFacts("process " + jvm.pid(), from);
            stream = RepositoryStream.open(observation.repository(), from, facts);
        }

        @Override
        public LiveSnapshot now() {
            return LiveSnapshot.of(facts.until(Instant.now()));
        }

        @Override
        public String note() {
            return "";
        }

        @Override
        public Duration shortestInterval() {
            return Duration.ofSeconds(1);
        }

        @Override
        public void close() {
            stream.close();
            super.close();
        }
    }

    private static final class Dumped extends LiveJvm {
        private final int feature;

        private Dumped(TargetJvm jvm, RecordingSession observation) throws InputException {
            super(jvm, observation);
            feature = jvm.feature();
        }

        @Override
        public LiveSnapshot now() throws InputException {
            try {
                Path dump = Files.createTempFile("lastack", ".jfr");
                try {
                    observation.dump(dump);
                    try (Recording recording = RecordingReader.read(List.of(dump))) {
                        return LiveSnapshot.of(recording);
                    }
                } finally {
                    Files.delete(dump);
                }
            } catch (IOException e) {
                throw new InputException("no temporary file can be written: " + e.getMessage(), e);
            }
        }

        @Override
        public String note() {
            return "JDK " + feature + " does not stream events: each refresh dumps a recording";
        }

        @Override
        public Duration shortestInterval() {
            return Duration.ofSeconds(5);
        }
    }
}
