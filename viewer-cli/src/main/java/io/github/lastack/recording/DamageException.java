// SPDX-License-Identifier: Apache-2.0
// Copyright the Lastack authors
package io.github.lastack.recording;

/** The bytes are not what they should be; made often while damaged recordings are read, so without a trace. */
final class DamageException extends RuntimeException {
    private static final long serialVersionUID = 1;

    DamageException(String message) {
        super(message, null, false, false);
    }
}
