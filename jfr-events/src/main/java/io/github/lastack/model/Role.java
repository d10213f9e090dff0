// SPDX-License-Identifier: Apache-2.0
// Copyright the Lastack authors
package io.github.lastack.model;

/** Which side of the handshake this JVM was on. */
public enum Role {
    /** Opened actively: connect. */
    CLIENT,
    /** Opened passively: accept. */
    SERVER
}
