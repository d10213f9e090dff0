// SPDX-License-Identifier: Apache-2.0
// Copyright the Lastack authors
package io.github.lastack.render;

import io.github.lastack.diagnose.LeakSite;

/** Makes frames and the names of classes shorter by their packages; what is left is never cut in the middle. */
final class FrameName {
    private FrameName() {}

    /**
     * As {@code c.a.shop.PriceFeed.poll(PriceFeed.java:31)}: packages become their first letter, the outermost first, as
     * far as it takes; then they go, and then the name of the file. What is longer all the same stays so.
     */
    static String fitting(String frame, int room) {
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

    /** The frame to look at first; where there is no room for it, its archive is left out before anything else. */
    static String blamed(LeakSite site, Style style, int room) {
        String all = site.shownBlame();
        return style.piped() || all.length() <= room ? all : fitting(site.blame(), room);
    }

    static String className(String type, int room) {
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
