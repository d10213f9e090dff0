// SPDX-License-Identifier: Apache-2.0
// Copyright the Lastack authors
package io.github.lastack.junit;

import java.util.ArrayList;
import java.util.List;

/**
 * A test or class left a connection in CLOSE_WAIT, a descriptor that was never closed, or, where that was asked for,
 * any connection. The message has the sites as {@code lastack sites} prints them. The stack trace begins at the frame
 * to look at first.
 */
public final class SocketLeakError extends AssertionError {
    private static final long serialVersionUID = 1;

    /** The line that {@link StackTraceElement} takes for native code. */
    private static final int NATIVE = -2;

    /** @param frames the frames from the blamed one outwards, as Java prints them; empty if none is known */
    SocketLeakError(String message, List<String> frames) {
        super(message);
        List<StackTraceElement> trace = new ArrayList<>();
        for (String frame : frames) {
            StackTraceElement element = element(frame);
            if (element != null) {
                trace.add(element);
            }
        }
        if (!trace.isEmpty()) {
            setStackTrace(trace.toArray(StackTraceElement[]::new));
        }
    }

    /** Parses {@code com.acme.Feed.poll(Feed.java:58)}; returns null for a text that is no frame. */
    static StackTraceElement element(String frame) {
        int open = frame.lastIndexOf('(');
        int dot = frame.lastIndexOf('.', Math.max(open, 0));
        if (dot <= 0 || !frame.endsWith(")")) {
            return null;
        }
        String place = frame.substring(open + 1, frame.length() - 1);
        int colon = place.lastIndexOf(':');
        String type = frame.substring(0, dot);
        String method = frame.substring(dot + 1, open);
        if (colon >= 0 && place.substring(colon + 1).matches("\\d{1,9}")) {
            return new StackTraceElement(
                    type, method, place.substring(0, colon), Integer.parseInt(place.substring(colon + 1)));
        }
        if (place.equals("Native Method")) {
            return new StackTraceElement(type, method, null, NATIVE);
        }
        return new StackTraceElement(type, method, place.equals("Unknown Source") ? null : place, -1);
    }
}
