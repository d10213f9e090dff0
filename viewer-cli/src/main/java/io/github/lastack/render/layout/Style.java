// SPDX-License-Identifier: Apache-2.0
// Copyright the Lastack authors
package io.github.lastack.render.layout;

import io.github.lastack.facts.source.RecordingInfo;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.Locale;

/**
 * The style of text output: colour and width. Durations, times and counts are formatted here and nowhere else.
 *
 * @param width in columns
 * @param unicode whether more than ASCII can be shown
 * @param piped whether the output goes to a pipe, where longer lines are not broken
 * @param rows of the terminal; 0 for output of any length
 * @param allFrames whether stacks include the frames of the JDK and of libraries
 */
public record Style(boolean colour, int width, boolean unicode, boolean piped, int rows, boolean allFrames) {
    private static final DateTimeFormatter TIME = DateTimeFormatter.ofPattern("HH:mm:ss");
    private static final DateTimeFormatter DAY_AND_TIME = DateTimeFormatter.ofPattern("yyyy-MM-dd HH:mm:ss");

    /** The width without a terminal. */
    public static final int DEFAULT_WIDTH = 100;

    /** The style for pipes, files and tests. */
    public static final Style PLAIN = new Style(false, DEFAULT_WIDTH, true, true);

    /** The style of a Unicode terminal of unknown height. */
    public Style(boolean colour, int width) {
        this(colour, width, true, false);
    }

    /** A style of unknown height. */
    public Style(boolean colour, int width, boolean unicode, boolean piped) {
        this(colour, width, unicode, piped, 0, false);
    }

    public Style withRows(int these) {
        return new Style(colour, width, unicode, piped, these, allFrames);
    }

    public Style withAllFrames(boolean all) {
        return new Style(colour, width, unicode, piped, rows, all);
    }

    public String bold(String text) {
        return coloured("1", text);
    }

    public String bad(String text) {
        return coloured("1;31", text);
    }

    public String good(String text) {
        return coloured("1;32", text);
    }

    public String faint(String text) {
        return coloured("2", text);
    }

    private String coloured(String code, String text) {
        return colour ? "\u001b[" + code + "m" + text + "\u001b[0m" : text;
    }

    /** A duration in at most two units: {@code 4 min 50 s}. */
    public static String duration(Duration duration) {
        if (duration.compareTo(Duration.ZERO) > 0 && duration.compareTo(Duration.ofMillis(1)) < 0) {
            return "under 1 ms";
        }
        if (duration.compareTo(Duration.ofSeconds(1)) < 0) {
            return duration.toMillis() + " ms";
        }
        if (duration.compareTo(Duration.ofMinutes(1)) < 0) {
            return decimal(Math.floor(duration.toMillis() / 100.0) / 10) + " s";
        }
        if (duration.compareTo(Duration.ofHours(1)) < 0) {
            return two(duration.toMinutes(), "min", duration.toSecondsPart(), "s");
        }
        if (duration.compareTo(Duration.ofDays(1)) < 0) {
            return two(duration.toHours(), "h", duration.toMinutesPart(), "min");
        }
        return two(duration.toDays(), "d", duration.toHoursPart(), "h");
    }

    private static String two(long large, String largeUnit, long small, String smallUnit) {
        return large + " " + largeUnit + (small == 0 ? "" : " " + small + " " + smallUnit);
    }

    /** A rate in the largest unit in which it is at least 1: {@code 4 a minute}. */
    public static String rate(double perSecond) {
        if (perSecond >= 1) {
            return decimal(perSecond) + " a second";
        }
        double perMinute = perSecond * Duration.ofMinutes(1).toSeconds();
        return perMinute >= 1
                ? decimal(perMinute) + " a minute"
                : decimal(perSecond * Duration.ofHours(1).toSeconds()) + " an hour";
    }

    /** A rate with a noun: {@code 4 closes a minute}. */
    public static String rate(double perSecond, String noun) {
        String rate = rate(perSecond);
        int space = rate.indexOf(' ');
        String plural = rate.startsWith("1 ") ? noun : noun + "s";
        return rate.substring(0, space) + ' ' + plural + rate.substring(space);
    }

    /** The time of day, UTC. */
    public static String time(Instant at) {
        return TIME.format(at.atOffset(ZoneOffset.UTC)) + " UTC";
    }

    /** The time of day, UTC, with the date if the recording spans several days. */
    public static String moment(Instant at, RecordingInfo recording) {
        boolean oneDay = day(recording.start()).equals(day(recording.end())) && day(at).equals(day(recording.end()));
        return oneDay ? time(at) : DAY_AND_TIME.format(at.atOffset(ZoneOffset.UTC)) + " UTC";
    }

    /** The period of the recording with the date, UTC: {@code 2026-01-01 00:00:00 to 00:05:00 UTC}. */
    public static String period(RecordingInfo recording) {
        boolean oneDay = day(recording.start()).equals(day(recording.end()));
        return DAY_AND_TIME.format(recording.start().atOffset(ZoneOffset.UTC)) + " to "
                + (oneDay ? TIME : DAY_AND_TIME).format(recording.end().atOffset(ZoneOffset.UTC)) + " UTC";
    }

    private static LocalDate day(Instant at) {
        return at.atOffset(ZoneOffset.UTC).toLocalDate();
    }

    public static String decimal(double number) {
        String text = String.format(Locale.ROOT, "%,.1f", number);
        return text.endsWith(".0") ? text.substring(0, text.length() - 2) : text;
    }

    /** A number with its noun: {@code 1 connection}, {@code 1,200 connections}. */
    public static String count(long count, String noun) {
        return String.format(Locale.ROOT, "%,d", count) + " " + noun + (count == 1 ? "" : "s");
    }
}
