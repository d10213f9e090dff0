// SPDX-License-Identifier: Apache-2.0
// Copyright the Lastack authors
package io.github.lastack.facts;

/** Finds the names of classes in frames and in one another. */
public final class ClassNames {
    private ClassNames() {}

    /** Returns the class of a frame's method; empty if the text is no frame. */
    public static String ofFrame(String frame) {
        int method = frame.lastIndexOf('.', Math.max(frame.indexOf('('), 0));
        return method < 0 ? "" : frame.substring(0, method);
    }

    /** The class around a nested one; empty for a top-level one. */
    public static String outer(String type) {
        int nested = type.lastIndexOf('$');
        return nested <= type.lastIndexOf('.') + 1 ? "" : type.substring(0, nested);
    }
}
