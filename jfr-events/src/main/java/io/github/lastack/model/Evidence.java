// SPDX-License-Identifier: Apache-2.0
// Copyright the Lastack authors
package io.github.lastack.model;

/** How a state is known. */
public enum Evidence {
    /** A call returned it, or the kernel was asked. */
    OBSERVED,
    /** The model says that it must have followed. */
    INFERRED
}
