// SPDX-License-Identifier: Apache-2.0
// Copyright the Lastack authors

/**
 * The program towards its terminal and its shell: colours and size, the progress bar, Ctrl-C, the manual page, the
 * version and the exit codes.
 *
 * <p>Knows no command and no option.
 */
package io.github.lastack.cli.terminal;
