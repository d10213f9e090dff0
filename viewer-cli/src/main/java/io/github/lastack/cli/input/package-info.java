// SPDX-License-Identifier: Apache-2.0
// Copyright the Lastack authors

/**
 * What the user types, as values: options that several commands share, converters of their values, and the error texts
 * for values that cannot be converted.
 *
 * <p>Knows the terminal, and the stages that the options configure; knows no command.
 */
package io.github.lastack.cli.input;
