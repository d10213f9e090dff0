// SPDX-License-Identifier: Apache-2.0
// Copyright the Lastack authors
/**
 * The bootstrap part: the classes that the JDK's socket classes can see. The agent weaves one {@code invokestatic} of
 * {@link io.github.lastack.boot.SocketHooks} into each place that it hooks.
 *
 * <p>These classes are in a jar inside the agent's jar, and are defined in the bootstrap loader when the agent starts.
 * They use only {@code java.lang}, {@code java.io}, {@code java.net}, {@code java.nio.channels}, {@code
 * java.util.concurrent.atomic} and {@code java.util.concurrent.locks}.
 */
package io.github.lastack.boot;
