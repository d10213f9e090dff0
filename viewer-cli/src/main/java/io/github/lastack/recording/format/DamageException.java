// SPDX-License-Identifier: Apache-2.0
// Copyright the Lastack authors
package io.github.lastack.recording.format;

/** The data are corrupt. Thrown often while damaged recordings are read, so it has no stack trace. */
public final class DamageException extends RuntimeException {
    private static final long serialVersionUID = 1;

    public DamageException(String message) {
        super(message, null, false, false);
    }
}
