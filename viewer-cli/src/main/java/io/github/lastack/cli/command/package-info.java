// SPDX-License-Identifier: Apache-2.0
// Copyright the Lastack authors

/**
 * One class a command, with its options, its help text and examples, and no logic of its own.
 * {@link io.github.lastack.cli.command.Commands} is the table of all of them.
 *
 * <p>Knows the options that commands share, and every stage from recording to output.
 */
package io.github.lastack.cli.command;
