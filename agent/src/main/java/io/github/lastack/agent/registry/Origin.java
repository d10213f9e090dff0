// SPDX-License-Identifier: Apache-2.0
// Copyright the Lastack authors
package io.github.lastack.agent.registry;

/**
 * A stack, taken as cheaply as the JVM can: the frames stay in its own form until somebody asks. It keeps the frames'
 * classes alive, so it is turned into a {@link Sites site} and dropped for whatever lives long.
 */
final class Origin extends Throwable {
    private static final long serialVersionUID = 1L;

    Origin() {
        super(null, null, false, true);
    }
}
