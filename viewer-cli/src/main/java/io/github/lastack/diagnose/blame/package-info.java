// SPDX-License-Identifier: Apache-2.0
// Copyright the Lastack authors

/**
 * Which frame of a connection's stacks is blamed, and why. {@link io.github.lastack.diagnose.blame.Blame} has the
 * numbered rules; the text files beside it list the frames of libraries, pools, workers and launchers that are never to
 * blame.
 *
 * <p>Knows stacks and histories only; rules and sites ask it.
 */
package io.github.lastack.diagnose.blame;
