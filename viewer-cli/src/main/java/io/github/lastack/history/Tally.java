// SPDX-License-Identifier: Apache-2.0
// Copyright the Lastack authors
package io.github.lastack.history;

import java.util.Set;

/**
 * The totals of a replay.
 *
 * @param connections how many there were
 * @param closesLost connections whose close was not recorded, since JFR dropped the event
 * @param contradictions facts that contradict the state in which they arrived
 * @param unknownOpenings connections opened before the recording, of which only an end was seen
 * @param closedTo remotes of connections that this side opened and has closed
 */
public record Tally(int connections, int closesLost, int contradictions, int unknownOpenings, Set<String> closedTo) {}
