// SPDX-License-Identifier: Apache-2.0
// Copyright the Lastack authors

/**
 * Commands that print something of Lastack itself and read no recording: man page, completion, schema, settings.
 *
 * <p>Only the table of commands knows them.
 */
package io.github.lastack.cli.command.reference;
