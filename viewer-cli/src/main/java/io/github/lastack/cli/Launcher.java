// SPDX-License-Identifier: Apache-2.0
// Copyright the Lastack authors
package io.github.lastack.cli;

/**
 * Where the packed program begins. Compiled for Java 8, so that a Java that is too old for the rest says so in one line and
 * not with an UnsupportedClassVersionError.
 */
public final class Launcher {
    private static final int OLDEST = 17;

    /** As where the JVM cannot be reached: what was asked for is right, but cannot be done here. */
    private static final int CANNOT_RUN = 3;

    private Launcher() {}

    public static void main(String[] args) throws Throwable {
        String version = System.getProperty("java.specification.version", "0");
        if (feature(version) < OLDEST) {
            System.err.println("lastack: needs Java " + OLDEST + " or later to run; this is " + version + ": "
                    + System.getProperty("java.home"));
            System.exit(CANNOT_RUN);
        }
        // Not by its class: the compiler for Java 8 could not read that.
        Class.forName("io.github.lastack.cli.Main")
                .getMethod("main", String[].class)
                .invoke(null, (Object) args);
    }

    /** 8 of {@code 1.8}, 11 of {@code 11}. */
    private static int feature(String version) {
        String number = version.startsWith("1.") ? version.substring(2) : version;
        try {
            return Integer.parseInt(number);
        } catch (NumberFormatException e) {
            return OLDEST;
        }
    }
}
