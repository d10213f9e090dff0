// SPDX-License-Identifier: Apache-2.0
// Copyright the Lastack authors

/**
 * The choice of the frame to blame in a connection's stacks, with the reason. {@link
 * io.github.lastack.diagnose.blame.Blame} has the numbered rules. What a single frame says is
 * in {@code io.github.lastack.frame}, which the agent uses too.
 *
 * <p>Knows only stacks and histories; rules and sites call it.
 */
package io.github.lastack.diagnose.blame;
