// SPDX-License-Identifier: Apache-2.0
// Copyright the Lastack authors
package io.github.lastack.history;

import java.util.Set;

/**
 * What a replay came to.
 *
 * @param connections how many there were
 * @param closesLost connections whose close was not recorded, since JFR dropped the event
 * @param contradictions facts that could not be true of the state that they met
 * @param unknownOpenings connections opened before the recording, of which only an end was seen
 * @param closedTo the remotes of those that this side had opened, and has closed
 */
public record Tally(int connections, int closesLost, int contradictions, int unknownOpenings, Set<String> closedTo) {}
