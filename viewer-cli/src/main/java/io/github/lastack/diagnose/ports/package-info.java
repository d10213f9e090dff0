// SPDX-License-Identifier: Apache-2.0
// Copyright the Lastack authors

/**
 * The kernel's resources and counts: TIME_WAIT by remote and port, the room for half-open handshakes, the growth of the
 * kernel's counters.
 *
 * <p>Knows only histories and kernel facts. Rules, sites and the diagnosis use it.
 */
package io.github.lastack.diagnose.ports;
