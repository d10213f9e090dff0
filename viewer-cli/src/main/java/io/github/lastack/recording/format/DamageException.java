// SPDX-License-Identifier: Apache-2.0
// Copyright the Lastack authors
package io.github.lastack.recording.format;

/** The bytes are not what they should be; made often while damaged recordings are read, so without a trace. */
public final class DamageException extends RuntimeException {
    private static final long serialVersionUID = 1;

    public DamageException(String message) {
        super(message, null, false, false);
    }
}
