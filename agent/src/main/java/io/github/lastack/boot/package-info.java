// SPDX-License-Identifier: Apache-2.0
// Copyright the Lastack authors
/**
 * The bootstrap part: the two types that advice in JDK classes can see.
 *
 * <p>They are defined in the bootstrap loader when the agent starts, travel in a jar inside the agent's jar, and must
 * import nothing but {@code java.lang}, {@code java.io}, {@code java.net} and {@code java.util.concurrent.atomic}.
 */
package io.github.lastack.boot;
