// SPDX-License-Identifier: Apache-2.0
// Copyright the Lastack authors

/**
 * Running JVMs: finds them, attaches the agent to one, starts and stops its recordings, and says why that cannot be
 * done.
 *
 * <p>Knows the attach API, {@code jcmd}'s operations and {@code /proc}. Nothing here knows what a recording says;
 * commands use it. Every call may take as long as the other JVM takes to answer, and is given up after a time.
 */
package io.github.lastack.jvm;
