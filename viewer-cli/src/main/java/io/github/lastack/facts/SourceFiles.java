// SPDX-License-Identifier: Apache-2.0
// Copyright the Lastack authors
package io.github.lastack.facts;

import java.util.HashMap;
import java.util.Map;

/** The source files of classes: those that the classes name, else those that javac would require. */
public final class SourceFiles {
    private final Map<String, String> known = new HashMap<>();

    public void learn(SocketFact.ClassOrigin origin) {
        if (!origin.sourceFile().isEmpty()) {
            known.put(origin.type(), origin.sourceFile());
        }
    }

    /** Source files are not recorded by JFR. */
    String of(String type) {
        for (String each = type; !each.isEmpty() && !known.isEmpty(); each = ClassNames.outer(each)) {
            String file = known.get(each);
            if (file != null) {
                return file;
            }
        }
        return guess(type);
    }

    /** Returns the frame with the file that its class names in place of the guessed one. */
    public String correct(String frame) {
        String type = ClassNames.ofFrame(frame);
        String guess = '(' + guess(type) + ':';
        int at = type.isEmpty() ? -1 : frame.indexOf(guess, type.length());
        return at < 0 ? frame : frame.substring(0, at) + '(' + of(type) + ':' + frame.substring(at + guess.length());
    }

    /** Returns the file name that javac requires for a public class. */
    private static String guess(String type) {
        String simple = type.substring(type.lastIndexOf('.') + 1);
        int nested = simple.indexOf('$');
        return (nested > 0 ? simple.substring(0, nested) : simple) + ".java";
    }
}
