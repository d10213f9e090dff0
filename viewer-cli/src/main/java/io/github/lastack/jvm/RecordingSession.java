// SPDX-License-Identifier: Apache-2.0
// Copyright the Lastack authors
package io.github.lastack.jvm;

import io.github.lastack.facts.source.InputException;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * The agent and a recording of its events in a running JVM, for as long as somebody looks. Closing it leaves the JVM as
 * it was: the recording is gone, and the agent is taken out unless it was there before. For one thread.
 */
public final class RecordingSession implements AutoCloseable {
    /** The JVM ends the recording by itself if we are killed. */
    private static final Duration GRACE = Duration.ofMinutes(1);

    /** The JDK whose JFR.start takes settings of single events. */
    private static final int TAKES_SETTINGS_SINCE = 17;

    private static final String LISTED_EVERY = "10s";

    private static final Pattern REPOSITORY = Pattern.compile("Repository path: (.+)");
    private static final Pattern STARTED = Pattern.compile("Started recording \\d+");
    private static final String FILE = "recording.jfr";

    private final TargetJvm jvm;
    private final JvmAgent agent;
    private final boolean isAttachedHere;
    private final String name;
    private TargetFolder folder; // null before it is made
    private boolean recording;

    private RecordingSession(TargetJvm jvm, String agentOptions) throws InputException {
        this.jvm = jvm;
        this.agent = new JvmAgent(jvm);
        this.isAttachedHere = agent.attach(agentOptions);
        this.name = "lastack-" + ProcessHandle.current().pid() + "-" + Long.toHexString(System.nanoTime());
    }

    /** How much is kept in the JVM. */
    public sealed interface Extent {
        /** All of it, for a recording that shall be a file. */
        record Whole(Duration duration) implements Extent {}

        /** The newest of it, for a look from time to time. */
        record Newest(Duration age) implements Extent {}
    }

    /**
     * Brings the agent in, unless it is there, and begins to record.
     *
     * @param preferred folders for the JVM's file, best first; others are tried after them
     */
    public static RecordingSession begin(TargetJvm jvm, String agentOptions, Extent extent, List<Path> preferred)
            throws InputException {
        RecordingSession session = new RecordingSession(jvm, agentOptions);
        try {
            session.record(extent, preferred);
            return session;
        } catch (InputException | RuntimeException e) {
            session.close();
            throw e;
        }
    }

    private void record(Extent extent, List<Path> preferred) throws InputException {
        folder = TargetFolder.in(jvm, preferred, empty -> {});
        String limits = extent instanceof Extent.Whole whole
                ? " duration=" + whole.duration().plus(GRACE).toSeconds() + "s dumponexit=true filename=" + file()
                : " maxage=" + ((Extent.Newest) extent).age().toSeconds() + "s maxsize=64m" + listing();
        String answer = jvm.jcmd("JFR.start name=" + name + " settings=none" + limits);
        if (!STARTED.matcher(answer).find()) {
            throw new InputException("process " + jvm.pid() + " did not start a recording: " + problem(answer));
        }
        recording = true;
    }

    /**
     * Has what is open listed now and then: a chunk of so few events may last for as long as somebody looks. Older JDKs take
     * no settings here; up to 13 each look ends a chunk, which lists.
     */
    private String listing() throws InputException {
        return jvm.feature() >= TAKES_SETTINGS_SINCE ? " +lastack.AgentInfo#period=" + LISTED_EVERY : "";
    }

    private String file() {
        return '"' + folder.pathInTarget(FILE) + '"';
    }

    /** Whether the agent was brought in for this. */
    public boolean hasAttached() {
        return isAttachedHere;
    }

    /** Where the JVM writes its events while it records, as we reach it. */
    public Path repository() throws InputException {
        Matcher path = REPOSITORY.matcher(jvm.jcmd("JFR.configure"));
        if (!path.find()) {
            throw new InputException("process " + jvm.pid() + " did not report the path of its recording");
        }
        return Path.of(jvm.root() + path.group(1).strip());
    }

    /** Copies what is recorded by now, which goes on. */
    public void dump(Path to) throws InputException {
        String answer = jvm.jcmd("JFR.dump name=" + name + " filename=" + file());
        if (!keep(to)) {
            throw unwritten(answer);
        }
    }

    /**
     * Ends the recording and keeps it as a file that only its owner may read. Of a JVM that has ended meanwhile it is what
     * that left behind.
     */
    public void finish(Path to) throws InputException {
        String answer = jvm.isAlive() ? stop() : "";
        if (!keep(to)) {
            throw jvm.isAlive()
                    ? unwritten(answer)
                    : new InputException("process " + jvm.pid() + " has ended and left no recording");
        }
    }

    private String stop() throws InputException {
        try {
            String answer = jvm.jcmd("JFR.stop name=" + name + " filename=" + file());
            recording = false;
            return answer;
        } catch (InputException e) {
            if (jvm.isAlive()) {
                throw e;
            }
            return ""; // it has just ended, and may have written it
        }
    }

    private InputException unwritten(String answer) {
        return new InputException("process " + jvm.pid() + " did not write its recording: " + problem(answer));
    }

    /** @return false if the JVM has written none */
    private boolean keep(Path to) throws InputException {
        try (InputStream written = folder.read(FILE)) {
            if (written == null || written.available() == 0) { // JFR makes the file first, and fills it at the end
                return false;
            }
            Files.deleteIfExists(to);
            Files.createFile(to, PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rw-------")));
            try (OutputStream kept = Files.newOutputStream(to, StandardOpenOption.WRITE)) {
                written.transferTo(kept);
            }
            folder.delete(FILE);
            return true;
        } catch (IOException e) {
            throw new InputException(to + ": cannot be written: " + e.getMessage(), e);
        }
    }

    private static String problem(String answer) {
        return String.join(
                " ",
                answer.lines()
                        .filter(line -> !line.isBlank())
                        .map(String::strip)
                        .toList());
    }

    @Override
    public void close() {
        quietly(recording, () -> jvm.jcmd("JFR.stop name=" + name));
        quietly(isAttachedHere, agent::detach);
        if (folder != null) {
            folder.close();
        }
    }

    private interface Step {
        void run() throws InputException;
    }

    private void quietly(boolean wanted, Step step) {
        try {
            if (wanted && jvm.isAlive()) {
                step.run();
            }
        } catch (InputException ended) {
            // A JVM that is going takes all of it with it; and one step that fails shall not hinder the next.
        }
    }
}
