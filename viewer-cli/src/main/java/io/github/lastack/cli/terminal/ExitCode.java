// SPDX-License-Identifier: Apache-2.0
// Copyright the Lastack authors
package io.github.lastack.cli.terminal;

/** The exit codes of the program. */
public final class ExitCode {
    /** The command did what was asked. */
    public static final int OK = 0;

    /** {@code check} found more of a problem than is allowed, or could not judge it. */
    public static final int FOUND = 1;

    /** The command line was wrong. */
    public static final int WRONG_USAGE = 2;

    /** The input could not be read, or the JVM could not be reached. */
    public static final int BAD_INPUT = 3;

    /** Lastack itself failed. */
    public static final int BUG = 70;

    private ExitCode() {}
}
