// SPDX-License-Identifier: Apache-2.0
// Copyright the Lastack authors

/**
 * What the kernel counts: TIME_WAIT by remote and port, the room for half-open handshakes, the growth of its counters.
 *
 * <p>Knows histories and kernel facts only. Rules use it to judge, sites to explain, and the result to show.
 */
package io.github.lastack.diagnose.ports;
