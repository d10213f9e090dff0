// SPDX-License-Identifier: Apache-2.0
// Copyright the Lastack authors
package io.github.lastack.agent;

import io.github.lastack.agent.instrument.Instrumenter;
import io.github.lastack.events.Redaction;
import io.github.lastack.events.recording.RecordFile;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.TimeUnit;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** The agent's options: the text behind the equals sign of {@code -javaagent:lastack-agent.jar=}. Immutable. */
final class AgentArguments {
    private static final String ACCEPTED =
            "record=FILE, maxsize=SIZE, maxage=TIME, closewait=TIME, probe=TIME or off, stackdepth=N, detail=N or all,"
                    + " without=HOOK, selftest, jmx, redact=hosts or addresses";
    private static final String TIME_FORM = "a time like 100 ms, 10s or 2m";
    /** JFR's own default, in frames. */
    static final int DEFAULT_STACK_DEPTH = 64;

    private static final int DEFAULT_DETAIL_LIMIT = 500;
    private static final int MAX_DETAIL = 1_000_000;

    private static final long MIN_SIZE = 1 << 20;
    private static final long MAX_SIZE = 1000L << 30;

    /** The most frames that JFR keeps of a stack, whatever it is asked for. */
    private static final int MAX_FRAMES = 2048;

    /** The file to record to; null for none. {@link RecordFile} says which names it takes. */
    final String recordFile;

    /** The size that the recording is kept within, in bytes; 0 for no limit. */
    final long maxSize;

    /** How long the recording keeps its data, in nanoseconds; 0 for no limit. */
    final long maxAgeNanos;

    final long closeWaitNanos;
    /** The time between two probes of the kernel, in nanoseconds; 0 for no probes. */
    final long probeNanos;

    final int stackDepth;

    /** The most connections a second that are recorded individually; 0 for all. */
    final int detailLimit;

    /** The hooks to leave out, for when one does harm. Each is named as the recording's agent information names it. */
    final List<String> without;

    /** True to prove the hooks over the loopback before the application starts. */
    final boolean selfTest;

    /** True to register an MXBean with the metrics. */
    final boolean jmx;

    /** The choices of {@link Redaction#choices} that are not recorded of the peers. */
    final List<String> redact;

    private AgentArguments(
            String recordFile,
            long maxSize,
            long maxAgeNanos,
            long closeWaitNanos,
            long probeNanos,
            int stackDepth,
            int detailLimit,
            List<String> without,
            boolean selfTest,
            boolean jmx,
            List<String> redact) {
        this.recordFile = recordFile;
        this.maxSize = maxSize;
        this.maxAgeNanos = maxAgeNanos;
        this.closeWaitNanos = closeWaitNanos;
        this.probeNanos = probeNanos;
        this.stackDepth = stackDepth;
        this.detailLimit = detailLimit;
        this.without = Collections.unmodifiableList(without);
        this.selfTest = selfTest;
        this.jmx = jmx;
        this.redact = Collections.unmodifiableList(redact);
    }

    /**
     * @param text {@code key=value}, comma-separated; null or empty for the defaults
     * @throws IllegalArgumentException with one line that names the key and what it accepts
     */
    static AgentArguments parse(String text) {
        String recordFile = null;
        long maxSize = 0;
        long maxAge = 0;
        long closeWait = TimeUnit.SECONDS.toNanos(10);
        long probe = TimeUnit.SECONDS.toNanos(1);
        int stackDepth = DEFAULT_STACK_DEPTH;
        int detailLimit = DEFAULT_DETAIL_LIMIT;
        List<String> without = new ArrayList<>();
        boolean selfTest = false;
        boolean jmx = false;
        List<String> redact = new ArrayList<>();
        for (String option : text == null || text.trim().isEmpty() ? new String[0] : text.split(",")) {
            int equals = option.indexOf('=');
            String key = (equals < 0 ? option : option.substring(0, equals)).trim();
            String value = equals < 0 ? "" : option.substring(equals + 1).trim();
            switch (key) {
                case "record":
                    recordFile = file(value);
                    break;
                case "maxsize":
                    maxSize = size(value);
                    break;
                case "maxage":
                    maxAge = time(key, value, TIME_FORM);
                    break;
                case "closewait":
                    closeWait = time(key, value, TIME_FORM);
                    break;
                case "probe":
                    probe = value.equals("off") ? 0 : time(key, value, TIME_FORM + ", or off");
                    break;
                case "without":
                    without.add(hook(value));
                    break;
                case "selftest":
                    selfTest = flag(key, equals >= 0);
                    break;
                case "jmx":
                    jmx = flag(key, equals >= 0);
                    break;
                case "redact":
                    redact.add(redacted(value));
                    break;
                case "detail":
                    detailLimit = value.equals("all") ? 0 : detail(value);
                    break;
                case "stackdepth":
                    stackDepth = frames(value);
                    break;
                default:
                    throw new IllegalArgumentException("unknown option '" + key + "'; accepted are " + ACCEPTED);
            }
        }
        if (recordFile == null && (maxSize > 0 || maxAge > 0)) {
            throw new IllegalArgumentException(
                    "options 'maxsize' and 'maxage' need the option 'record', as in record=app.jfr,maxage=1h");
        }
        return new AgentArguments(
                recordFile, maxSize, maxAge, closeWait, probe, stackDepth, detailLimit, without, selfTest, jmx, redact);
    }

    private static String hook(String value) {
        if (!Instrumenter.rows().contains(value)) {
            throw new IllegalArgumentException("option 'without' wants a hook as the recording's lastack.AgentInfo"
                    + " writes it, not '" + value + "'");
        }
        return value;
    }

    private static String redacted(String value) {
        if (!Redaction.choices().contains(value)) {
            throw new IllegalArgumentException(
                    "option 'redact' wants " + String.join(" or ", Redaction.choices()) + ", not '" + value + "'");
        }
        return value;
    }

    private static boolean flag(String key, boolean hasValue) {
        if (hasValue) {
            throw new IllegalArgumentException("option '" + key + "' takes no value");
        }
        return true;
    }

    private static String file(String value) {
        if (value.isEmpty()) {
            throw new IllegalArgumentException("option 'record' wants the file to write, as in record=app.jfr");
        }
        String problem = RecordFile.problemWith(value);
        if (problem != null) {
            throw new IllegalArgumentException("option 'record' takes " + problem);
        }
        return value;
    }

    /** Reads a size in JFR's notation. A limit below the size of a chunk would keep nothing but that chunk. */
    private static long size(String value) {
        Matcher matcher = Pattern.compile("(\\d{1,9}) ?([kKmMgG])?[bB]?").matcher(value);
        long bytes = 0;
        if (matcher.matches()) {
            String unit = matcher.group(2) == null ? "" : matcher.group(2).toLowerCase(Locale.ROOT);
            bytes = Long.parseLong(matcher.group(1)) << 10 * (" kmg".indexOf(unit.isEmpty() ? ' ' : unit.charAt(0)));
        }
        if (bytes < MIN_SIZE || bytes > MAX_SIZE) {
            throw new IllegalArgumentException(
                    "option 'maxsize' wants a size like 250M or 1g, of 1M to 1000g, not '" + value + "'");
        }
        return bytes;
    }

    private static long time(String key, String value, String wanted) {
        Matcher matcher = Pattern.compile("(\\d{1,9}) ?(ns|us|ms|s|m|h|d)").matcher(value);
        long nanos = matcher.matches() ? unit(matcher.group(2)).toNanos(Long.parseLong(matcher.group(1))) : 0;
        if (nanos <= 0) {
            throw new IllegalArgumentException("option '" + key + "' wants " + wanted + ", not '" + value + "'");
        }
        return nanos;
    }

    private static TimeUnit unit(String name) {
        switch (name) {
            case "ns":
                return TimeUnit.NANOSECONDS;
            case "us":
                return TimeUnit.MICROSECONDS;
            case "ms":
                return TimeUnit.MILLISECONDS;
            case "s":
                return TimeUnit.SECONDS;
            case "m":
                return TimeUnit.MINUTES;
            case "h":
                return TimeUnit.HOURS;
            default:
                return TimeUnit.DAYS;
        }
    }

    private static int frames(String value) {
        return number("stackdepth", value, "a number of frames", MAX_FRAMES, "");
    }

    private static int detail(String value) {
        return number("detail", value, "a number of connections a second", MAX_DETAIL, ", or all");
    }

    private static int number(String key, String value, String wanted, int most, String orElse) {
        if (value.matches("\\d{1,7}")) {
            int number = Integer.parseInt(value);
            if (number >= 1 && number <= most) {
                return number;
            }
        }
        throw new IllegalArgumentException(
                "option '" + key + "' wants " + wanted + " from 1 to " + most + orElse + ", not '" + value + "'");
    }

    /** Returns all options in force, in the form in which they are given. */
    @Override
    public String toString() {
        return inForce(recordFile);
    }

    /**
     * Returns the options in force.
     *
     * @param recordingTo the file to name instead of the one that was asked for; null for none
     */
    String inForce(String recordingTo) {
        return (recordingTo == null ? "" : "record=" + recordingTo + ',')
                + (maxSize == 0 ? "" : "maxsize=" + (maxSize >> 10) + "k,")
                + (maxAgeNanos == 0 ? "" : "maxage=" + millis(maxAgeNanos) + ',')
                + "closewait="
                + millis(closeWaitNanos)
                + ",probe="
                + (probeNanos == 0 ? "off" : millis(probeNanos))
                + ",stackdepth="
                + stackDepth
                + ",detail="
                + (detailLimit == 0 ? "all" : detailLimit)
                + (without.isEmpty() ? "" : ",without=" + String.join(",without=", without))
                + (selfTest ? ",selftest" : "")
                + (jmx ? ",jmx" : "")
                + (redact.isEmpty() ? "" : ",redact=" + String.join(",redact=", redact));
    }

    private static String millis(long nanos) {
        return TimeUnit.NANOSECONDS.toMillis(nanos) + " ms"; // String.format would load 120 classes before main
    }
}
