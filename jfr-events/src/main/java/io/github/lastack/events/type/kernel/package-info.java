// SPDX-License-Identifier: Apache-2.0
// Copyright the Lastack authors
/**
 * Declarations of the events that tell what the kernel counts: connections of the process and of the machine, network
 * counters, accept queues, settings, the holders of a port, and connections whose descriptor is closed.
 *
 * <p>{@code KernelEvents} fills them; most are periodic, as often as the settings of a recording say.
 */
package io.github.lastack.events.type.kernel;
