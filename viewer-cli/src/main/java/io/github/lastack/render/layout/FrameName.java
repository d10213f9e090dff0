// SPDX-License-Identifier: Apache-2.0
// Copyright the Lastack authors
package io.github.lastack.render.layout;

import io.github.lastack.diagnose.site.LeakSite;

/** Makes frames and the names of classes shorter by their packages; what is left is never cut in the middle. */
public final class FrameName {
    private FrameName() {}

    /**
     * As {@code c.a.shop.PriceFeed.poll(PriceFeed.java:31)}: packages become their first letter, the outermost first,
     * as far as it takes; then they go, and then the name of the file. What is longer all the same stays so.
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

    /** The frame to look at first, with its archive where that has room; what is not known is said in words. */
    public static String blamed(LeakSite site, int room) {
        String all = site.shownBlame();
        return all.length() <= room || site.isBlameUnknown() ? all : fitting(site.blame(), room);
    }

    /** {@code com.acme.Feed.poll(Feed.java:58)} as {@code Feed.poll(Feed.java:58)}. */
    public static String withoutPackages(String frame) {
        int method = frame.indexOf('(') < 0 ? -1 : frame.lastIndexOf('.', frame.indexOf('('));
        return method < 0 ? frame : frame.substring(frame.lastIndexOf('.', method - 1) + 1);
    }

    /** As {@link #blamed(LeakSite, int)}, but whole where no terminal would break it. */
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
