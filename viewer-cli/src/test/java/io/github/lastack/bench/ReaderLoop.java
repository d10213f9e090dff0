// SPDX-License-Identifier: Apache-2.0
// Copyright the Lastack authors
package io.github.lastack.bench;

import io.github.lastack.events.EventNames;
import io.github.lastack.recording.Chunk;
import io.github.lastack.recording.RecordedFile;
import java.io.File;
import java.nio.file.Path;
import java.util.List;
import jdk.jfr.consumer.RecordingFile;
import one.jfr.JfrReader;
import one.jfr.event.Event;
import org.openjdk.jmc.common.item.IItem;
import org.openjdk.jmc.common.item.IItemIterable;
import org.openjdk.jmc.flightrecorder.JfrLoaderToolkit;

/**
 * A loop over all events of a file, by one reader: {@code ReaderLoop READER FILE}; prints how many of ours there are.
 */
public final class ReaderLoop {
    private ReaderLoop() {}

    public static void main(String[] args) throws Exception {
        Path file = Path.of(args[1]);
        System.out.println(
                switch (args[0]) {
                    case "jdk.jfr.consumer" -> jdk(file);
                    case "one.jfr" -> asyncProfiler(file);
                    case "flightrecorder" -> missionControl(file);
                    case "recording" -> ours(file);
                    default -> throw new IllegalArgumentException(args[0]);
                });
    }

    private static long jdk(Path file) throws Exception {
        long count = 0;
        try (RecordingFile recording = new RecordingFile(file)) {
            while (recording.hasMoreEvents()) {
                recording.readEvent();
                count++;
            }
        }
        return count;
    }

    private static long missionControl(Path file) throws Exception {
        long count = 0;
        for (IItemIterable items : JfrLoaderToolkit.loadEvents(new File(file.toString()))) {
            for (IItem ignored : items) {
                count++;
            }
        }
        return count;
    }

    private static long ours(Path file) throws Exception {
        long count = 0;
        for (RecordedFile recording : RecordedFile.open(file, bytes -> {})) {
            try (recording) {
                for (RecordedFile.Part part : recording.parts()) {
                    Chunk chunk = part.read(List.of(), name -> name.startsWith(EventNames.PREFIX), name -> true);
                    while (chunk.next() != null) {
                        count++;
                    }
                }
            }
        }
        return count;
    }

    /** The generator's events; one.jfr wants to be told their fields in the order in which they are declared. */
    private static long asyncProfiler(Path file) throws Exception {
        long count = 0;
        try (JfrReader reader = new JfrReader(file.toString())) {
            reader.registerEvent(EventNames.CONNECTION_OPENED, Opened.class);
            reader.registerEvent(EventNames.CONNECTION_ESTABLISHED, Established.class);
            reader.registerEvent(EventNames.END_OF_STREAM, EndOfStream.class);
            reader.registerEvent(EventNames.SHUTDOWN, Shutdown.class);
            reader.registerEvent(EventNames.CONNECTION_CLOSED, Closed.class);
            while (reader.readEvent() != null) {
                count++;
            }
        }
        return count;
    }

    /** With its first fields: start, duration, thread and stack. */
    public abstract static class Read extends Event {
        long connectionId;
        Object[] fields;

        Read(JfrReader in) {
            super(started(in), in.getVarint(), in.getVarint());
            connectionId = in.getVarlong();
        }

        private static long started(JfrReader in) {
            long start = in.getVarlong();
            in.getVarlong(); // duration
            return start;
        }
    }

    public static final class Opened extends Read {
        public Opened(JfrReader in) {
            super(in);
            fields = new Object[] {
                in.getString(),
                in.getString(),
                in.getString(),
                in.getString(),
                in.getVarint(),
                in.getString(),
                in.getVarint(),
                in.getString(),
                in.getVarlong()
            };
        }
    }

    public static final class Established extends Read {
        public Established(JfrReader in) {
            super(in);
            fields = new Object[] {in.getString(), in.getVarint()};
        }
    }

    public static final class EndOfStream extends Read {
        public EndOfStream(JfrReader in) {
            super(in);
            fields = new Object[] {in.getString(), in.getString(), in.getString(), in.getVarint()};
        }
    }

    public static final class Shutdown extends Read {
        public Shutdown(JfrReader in) {
            super(in);
            fields = new Object[] {in.getString(), in.getString(), in.getString(), in.getString(), in.getVarint()};
        }
    }

    public static final class Closed extends Read {
        public Closed(JfrReader in) {
            super(in);
            fields = new Object[] {
                in.getString(),
                in.getBoolean(),
                in.getVarint(),
                in.getString(),
                in.getString(),
                in.getString(),
                in.getVarint(),
                in.getVarlong(),
                in.getVarlong()
            };
        }
    }
}
