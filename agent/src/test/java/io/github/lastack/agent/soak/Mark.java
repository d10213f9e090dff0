// SPDX-License-Identifier: Apache-2.0
// Copyright the Lastack authors
package io.github.lastack.agent.soak;

import java.time.Instant;

/**
 * A moment at which nothing opens or closes a connection, and the counts up to then.
 *
 * @param connected ends that the host has connected
 * @param accepted ends that the host has accepted
 * @param closed ends that the host has closed
 * @param open ends that the host holds
 * @param faults of the host
 * @param activeOpens connects that the kernel has counted
 * @param passiveOpens handshakes that the kernel has counted
 */
record Mark(
        Instant at,
        long connected,
        long accepted,
        long closed,
        long open,
        long faults,
        long activeOpens,
        long passiveOpens) {

    /**
     * Parses a mark.
     *
     * @param line as the host prints it, after the mark's number
     */
    static Mark of(Instant at, String line) {
        String[] numbers = line.trim().split(" ");
        return new Mark(
                at,
                Long.parseLong(numbers[0]),
                Long.parseLong(numbers[1]),
                Long.parseLong(numbers[2]),
                Long.parseLong(numbers[3]),
                Long.parseLong(numbers[4]),
                Long.parseLong(numbers[5]),
                Long.parseLong(numbers[6]));
    }

    /** Returns the difference to an earlier mark, but the present number of open ends. */
    Mark since(Mark earlier) {
        return new Mark(
                at,
                connected - earlier.connected,
                accepted - earlier.accepted,
                closed - earlier.closed,
                open,
                faults - earlier.faults,
                activeOpens - earlier.activeOpens,
                passiveOpens - earlier.passiveOpens);
    }
}
