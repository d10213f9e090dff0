// SPDX-License-Identifier: Apache-2.0
// Copyright the Lastack authors

/**
 * What the tests of all modules share: how long each test class takes, and on which JDK.
 *
 * <p>JUnit finds the listener by its service file; processes that cost something are started by
 * {@link io.github.lastack.testing.TestTimes}.
 */
package io.github.lastack.testing;
