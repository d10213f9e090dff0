// SPDX-License-Identifier: Apache-2.0
// Copyright the Lastack authors

/**
 * The program: {@link io.github.lastack.cli.Main} starts it, {@link io.github.lastack.cli.Cli} runs one command and
 * turns exceptions into exit codes, {@link io.github.lastack.cli.Launcher} rejects a Java that is too old.
 *
 * <p>Packages below, from first to last: terminal, input, command. Each knows only those before it.
 */
package io.github.lastack.cli;
