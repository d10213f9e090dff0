// SPDX-License-Identifier: Apache-2.0
// Copyright the Lastack authors
package io.github.lastack.diagnose.problem;

/**
 * The fate of the descriptors of objects that were garbage-collected without close.
 *
 * @param closed the number closed by the JDK's cleaner or a finalizer, when the object was collected
 * @param lost the number that stays open as long as the process runs
 */
public record Dropped(int closed, int lost) implements Detail {}
