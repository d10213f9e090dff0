// SPDX-License-Identifier: Apache-2.0
// Copyright the Lastack authors
package io.github.lastack.facts.source;

import io.github.lastack.facts.Facts;
import io.github.lastack.facts.SocketFact;
import java.io.Closeable;
import java.io.IOException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;

/** The contents of the files: the facts, JVM by JVM. */
public final class Recording implements Closeable {

    /**
     * @param instance identifies the JVM, even among earlier JVMs of the same process id
     * @param end of what is known of it
     * @param shutDown whether it began to shut down then
     */
    public record Jvm(String instance, Instant start, Instant end, Facts facts, boolean shutDown) {
        /**
         * Leaves out what happened after the JVM began to shut down. Connections closed then would make a leak look
         * fixed.
         *
         * @param end until when it was recorded
         */
        public static Jvm of(String instance, Instant start, Instant end, Facts facts) {
            for (SocketFact fact : facts.rare()) {
                if (fact instanceof SocketFact.JvmShutdown shutdown) {
                    return new Jvm(instance, start, shutdown.at(), facts.until(shutdown.at()), true);
                }
            }
            return new Jvm(instance, start, end, facts, false);
        }
    }

    private final RecordingInfo info;
    private final List<Jvm> jvms;
    private final List<? extends Losses> sources;

    /** Input that may turn out, while it is read, to be incomplete. */
    interface Losses extends Closeable {
        /** A line that says what is lost; null if nothing is. */
        String loss();
    }

    public Recording(RecordingInfo info, List<Jvm> jvms) {
        this(info, jvms, List.of());
    }

    Recording(RecordingInfo info, List<Jvm> jvms, List<? extends Losses> sources) {
        this.info = info;
        this.jvms = jvms;
        this.sources = sources;
    }

    /** Returns the losses, complete once all facts have been read. */
    public RecordingInfo info() {
        List<String> losses = new ArrayList<>(info.losses());
        List<String> unread = new ArrayList<>(info.unread());
        for (Losses source : sources) {
            String loss = source.loss();
            if (loss != null) {
                losses.add(loss);
                unread.add(loss);
            }
        }
        return new RecordingInfo(info.files(), info.start(), info.end(), List.copyOf(losses), List.copyOf(unread));
    }

    /** Returns this recording without the names of its files, for files that will be deleted. */
    public Recording withoutFiles() {
        RecordingInfo unnamed = new RecordingInfo(List.of(), info.start(), info.end(), info.losses(), info.unread());
        return new Recording(unnamed, jvms, sources);
    }

    public List<Jvm> jvms() {
        return jvms;
    }

    @Override
    public void close() throws IOException {
        for (Losses source : sources) {
            source.close();
        }
    }
}
