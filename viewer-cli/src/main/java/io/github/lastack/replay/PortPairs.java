// SPDX-License-Identifier: Apache-2.0
// Copyright the Lastack authors
package io.github.lastack.replay;

import io.github.lastack.model.TcpState;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * Both ends' addresses and ports, where several connections of one JVM have had them one after the other: no two at a
 * time can, so that the next one's opening proves the one before to be over.
 *
 * @param openings in the order of time
 */
record PortPairs(Map<String, List<Instant>> openings) {
    static PortPairs of(List<SocketFact> facts) {
        Map<String, List<Instant>> all = new HashMap<>();
        Map<Long, SocketFact.Opened> underWay = new HashMap<>();
        for (SocketFact fact : facts) {
            if (fact instanceof SocketFact.Opened opened && opened.state() == TcpState.SYN_SENT) {
                underWay.put(opened.id(), opened);
            } else if (fact instanceof SocketFact.Opened opened) {
                add(all, opened.ends().local(), opened.ends().remote(), opened.begun());
            } else if (fact instanceof SocketFact.Established established) {
                SocketFact.Opened opened = underWay.remove(established.id());
                if (opened != null) {
                    add(all, established.local(), opened.ends().remote(), opened.begun());
                }
            }
        }
        all.values().removeIf(openings -> openings.size() < 2);
        all.values().forEach(Collections::sort);
        return new PortPairs(all);
    }

    private static void add(Map<String, List<Instant>> all, String local, String remote, Instant begun) {
        all.computeIfAbsent(local + ' ' + remote, pair -> new ArrayList<>(1)).add(begun);
    }

    /** When a connection was opened between the same ends after that moment. */
    Optional<Instant> nextUse(SocketFact.Ends ends, Instant after) {
        return openings.getOrDefault(ends.local() + ' ' + ends.remote(), List.of()).stream()
                .filter(opening -> opening.isAfter(after))
                .findFirst();
    }
}
