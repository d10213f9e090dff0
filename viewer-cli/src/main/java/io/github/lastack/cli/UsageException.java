// SPDX-License-Identifier: Apache-2.0
// Copyright the Lastack authors
package io.github.lastack.cli;

/** The command was called wrongly in a way that its options alone do not show. */
final class UsageException extends Exception {
    UsageException(String message) {
        super(message);
    }
}
