// SPDX-License-Identifier: Apache-2.0
// Copyright the Lastack authors

/**
 * What a frame of a stack says: whose code it is, where the code of a task ends, who has borrowed from a pool, and
 * whether a thread still is where it used a connection. The text files beside the classes list frames of libraries,
 * pools, workers and launchers.
 *
 * <p>The command line chooses the frame to blame with it, and so does the agent for its metrics: a list that both read
 * cannot make them differ. Frames are texts, as {@link java.lang.StackTraceElement} prints them on Java 8.
 */
package io.github.lastack.frame;
