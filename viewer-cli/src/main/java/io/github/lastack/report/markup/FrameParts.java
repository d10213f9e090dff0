// SPDX-License-Identifier: Apache-2.0
// Copyright the Lastack authors
package io.github.lastack.report.markup;

/**
 * A stack frame, split into the parts that are shown differently.
 *
 * @param home the package, with a dot at its end; empty if there is none
 * @param method with the simple name of its class
 * @param place file and line, or Java's words for an unknown source
 */
public record FrameParts(String home, String method, String place) {
    public static FrameParts of(String frame) {
        int open = frame.indexOf('(');
        String name = open < 0 ? frame : frame.substring(0, open);
        String place = open < 0 ? "" : frame.substring(open + 1, frame.length() - (frame.endsWith(")") ? 1 : 0));
        int method = name.lastIndexOf('.');
        int type = method <= 0 ? -1 : name.lastIndexOf('.', method - 1);
        return new FrameParts(name.substring(0, type + 1), name.substring(type + 1), place);
    }

    /** {@code Feed.poll:58}. */
    public String brief() {
        int colon = place.lastIndexOf(':');
        return colon < 0 ? method : method + place.substring(colon);
    }
}
