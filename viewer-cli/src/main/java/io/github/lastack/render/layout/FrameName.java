// SPDX-License-Identifier: Apache-2.0
// Copyright the Lastack authors
package io.github.lastack.render.layout;

import io.github.lastack.diagnose.site.LeakSite;

/** Shortens frames and class names by their packages, and never cuts a name in the middle. */
public final class FrameName {
    private FrameName() {}

    /**
     * Shortens a frame to {@code c.a.shop.PriceFeed.poll(PriceFeed.java:31)}: packages become their first letter, the
     * outermost first, as far as needed; then they are removed, and then the file name. The result may be too long.
     */
    public static String fitting(String frame, int room) {
        int method = Math.max(0, frame.lastIndexOf('.', Math.max(0, frame.indexOf('('))));
        String type = frame.substring(0, method);
        String fitting = className(type, room - frame.length() + method) + frame.substring(method);
        int file = fitting.lastIndexOf('(');
        int line = fitting.lastIndexOf(':');
        if (fitting.length() <= room || file < 0 || line < file) {
            return fitting;
        }
        return fitting.substring(0, file) + fitting.substring(line, fitting.length() - 1);
    }

    /** The frame to look at first, with its archive if that fits, or words where the frame is not known. */
    public static String blamed(LeakSite site, int room) {
        String all = site.shownBlame();
        return all.length() <= room || site.isBlameUnknown() ? all : fitting(site.blame(), room);
    }

    /** {@code com.acme.Feed.poll(Feed.java:58)} as {@code Feed.poll(Feed.java:58)}. */
    public static String withoutPackages(String frame) {
        int method = frame.indexOf('(') < 0 ? -1 : frame.lastIndexOf('.', frame.indexOf('('));
        return method < 0 ? frame : frame.substring(frame.lastIndexOf('.', method - 1) + 1);
    }

    /** Calls {@link #blamed(LeakSite, int)} on a terminal; in a pipe the frame is whole. */
    public static String blamed(LeakSite site, Style style, int room) {
        return style.piped() ? site.shownBlame() : blamed(site, room);
    }

    public static String className(String type, int room) {
        String name = type;
        int from = 0;
        int dot = name.indexOf('.');
        while (name.length() > room && dot >= 0) {
            name = name.substring(0, from + 1) + name.substring(dot);
            from += 2;
            dot = name.indexOf('.', from);
        }
        return name.length() <= room ? name : name.substring(name.lastIndexOf('.') + 1);
    }
}
