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
 * A recording of the agent's events in a running JVM. Closing it stops the recording and detaches the agent, unless
 * the agent was attached before. Not thread-safe.
 */
public final class RecordingSession implements AutoCloseable {
    /** If this process is killed, the JVM ends the recording after the duration and this time. */
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

    /** How much of the recording the JVM keeps. */
    public sealed interface Extent {
        /** Everything, for a recording that becomes a file. */
        record Whole(Duration duration) implements Extent {}

        /** Only the newest, for repeated dumps. */
        record Newest(Duration age) implements Extent {}
    }

    /**
     * Attaches the agent, unless it is attached, and starts a recording.
     *
     * @param preferred folders for the JVM's file, in order of preference; others are tried after them
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
     * Makes the agent list open connections periodically, since a chunk with few events may last very long. Older JDKs
     * take no settings here; up to 13, each dump ends a chunk, which lists them.
     */
    private String listing() throws InputException {
        return jvm.feature() >= TAKES_SETTINGS_SINCE ? " +lastack.AgentInfo#period=" + LISTED_EVERY : "";
    }

    private String file() {
        return '"' + folder.pathInTarget(FILE) + '"';
    }

    /** Whether this session attached the agent. */
    public boolean hasAttached() {
        return isAttachedHere;
    }

    /** Returns the folder of JFR's repository in the JVM, as reached from here. */
    public Path repository() throws InputException {
        Matcher path = REPOSITORY.matcher(jvm.jcmd("JFR.configure"));
        if (!path.find()) {
            throw new InputException("process " + jvm.pid() + " did not report the path of its recording");
        }
        return Path.of(jvm.root() + path.group(1).strip());
    }

    /** Writes what was recorded so far to a file; the recording continues. */
    public void dump(Path to) throws InputException {
        String answer = jvm.jcmd("JFR.dump name=" + name + " filename=" + file());
        if (!keep(to)) {
            throw unwritten(answer);
        }
    }

    /**
     * Stops the recording and writes it to a file that only its owner may read. If the JVM has ended, the file is what
     * it left behind.
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
            return ""; // it has just ended and may have written the file
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
            // Nothing remains of a JVM that ends; and a step that fails must not prevent the next.
        }
    }
}
