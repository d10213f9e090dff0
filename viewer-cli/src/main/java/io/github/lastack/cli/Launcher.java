// SPDX-License-Identifier: Apache-2.0
// Copyright the Lastack authors
package io.github.lastack.cli;

/**
 * The entry point of the packed program. It is compiled for Java 8, so that an older Java prints one line and not an
 * UnsupportedClassVersionError.
 */
public final class Launcher {
    private static final int OLDEST = 17;

    /** Exit code for a correct command that cannot be carried out here. */
    private static final int CANNOT_RUN = 3;

    private Launcher() {}

    public static void main(String[] args) throws Throwable {
        String version = System.getProperty("java.specification.version", "0");
        if (feature(version) < OLDEST) {
            System.err.println("lastack: needs Java " + OLDEST + " or later to run; this is " + version + ": "
                    + System.getProperty("java.home"));
            System.exit(CANNOT_RUN);
        }
        // By name, since the Java 8 compiler cannot read the class.
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
