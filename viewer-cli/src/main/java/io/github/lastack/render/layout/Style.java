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
 * How text for people looks: colour, width, and the one place that formats durations and counts.
 *
 * @param width in columns
 * @param unicode whether more than ASCII can be shown
 * @param piped whether no terminal breaks lines that are longer, and a program may read them
 * @param rows how many the terminal shows; 0 where all is to be said, however long
 * @param allFrames whether stacks are shown whole, with the frames of the JDK and of libraries
 */
public record Style(boolean colour, int width, boolean unicode, boolean piped, int rows, boolean allFrames) {
    private static final DateTimeFormatter TIME = DateTimeFormatter.ofPattern("HH:mm:ss");
    private static final DateTimeFormatter DAY_AND_TIME = DateTimeFormatter.ofPattern("yyyy-MM-dd HH:mm:ss");

    /** Where there is no terminal that has one. */
    public static final int DEFAULT_WIDTH = 100;

    /** For pipes, files and tests. */
    public static final Style PLAIN = new Style(false, DEFAULT_WIDTH, true, true);

    /** Of a terminal of unknown height. */
    public Style(boolean colour, int width) {
        this(colour, width, true, false);
    }

    /** Of unknown height. */
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

    /** Two units at most, as people say it. */
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

    /** In the largest unit of which there is at least one: {@code 4 a minute}. */
    public static String rate(double perSecond) {
        if (perSecond >= 1) {
            return decimal(perSecond) + " a second";
        }
        double perMinute = perSecond * Duration.ofMinutes(1).toSeconds();
        return perMinute >= 1
                ? decimal(perMinute) + " a minute"
                : decimal(perSecond * Duration.ofHours(1).toSeconds()) + " an hour";
    }

    /** {@code 4 closes a minute}. */
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

    /** The time of day, UTC, with the day where the recording has several. */
    public static String moment(Instant at, RecordingInfo recording) {
        boolean oneDay = day(recording.start()).equals(day(recording.end())) && day(at).equals(day(recording.end()));
        return oneDay ? time(at) : DAY_AND_TIME.format(at.atOffset(ZoneOffset.UTC)) + " UTC";
    }

    /** From when to when it was recorded, with the date, UTC: {@code 2026-01-01 00:00:00 to 00:05:00 UTC}. */
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

    /** {@code 1 connection}, {@code 1,200 connections}. */
    public static String count(long count, String noun) {
        return String.format(Locale.ROOT, "%,d", count) + " " + noun + (count == 1 ? "" : "s");
    }
}
