// SPDX-License-Identifier: Apache-2.0
// Copyright the Lastack authors
package io.github.lastack.diagnose.stats;

import io.github.lastack.diagnose.blame.Blame;
import io.github.lastack.history.ConnectionHistory;
import io.github.lastack.history.JvmHistory;
import io.github.lastack.model.TcpState;
import java.time.Duration;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;

/**
 * Connects to one remote, from one place, that nobody answers. They are no finding: the code waits for what it asked
 * for, and the kernel gives up in the end.
 *
 * @param opened the frame to blame for the connects
 * @param syns the most SYNs that one connect has sent; 0 if that was not recorded
 * @param timeouts the timeouts that the code has given the connects, shortest first: zero stands for none; empty where
 *     no thread waits in connect, or if that was not recorded
 */
public record HalfOpen(
        String remote, String opened, int connections, Duration longest, int syns, List<Duration> timeouts) {
    /** Collector that counts connection by connection, in any order. */
    public static final class Collector {
        private record Key(String remote, String opened) {}

        private final Map<Key, HalfOpen> found = new LinkedHashMap<>();
        private final Blame blame;

        public Collector(Blame blame) {
            this.blame = blame;
        }

        public void add(JvmHistory jvm, ConnectionHistory connection) {
            if (isWaiting(connection) && connection.inState().compareTo(jvm.closeWaitLimit()) >= 0) {
                String opened = blame.of(connection.stacks().opened());
                ConnectionHistory.Network network = connection.network();
                int syns = connection.synsSent();
                HalfOpen one = new HalfOpen(
                        connection.remote(),
                        opened,
                        1,
                        connection.inState(),
                        syns,
                        network.connectTimeout() == null ? List.of() : List.of(network.connectTimeout()));
                found.merge(new Key(connection.remote(), opened), one, Collector::together);
            }
        }

        /** Returns the counts, most connections first. */
        public List<HalfOpen> mostFirst() {
            return found.values().stream()
                    .sorted(Comparator.comparingInt(HalfOpen::connections)
                            .reversed()
                            .thenComparing(HalfOpen::remote))
                    .toList();
        }

        private static boolean isWaiting(ConnectionHistory connection) {
            return connection.state() == TcpState.SYN_SENT && connection.holdsDescriptor();
        }

        private static HalfOpen together(HalfOpen one, HalfOpen other) {
            Duration longest = one.longest().compareTo(other.longest()) > 0 ? one.longest() : other.longest();
            return new HalfOpen(
                    one.remote(),
                    one.opened(),
                    one.connections() + other.connections(),
                    longest,
                    Math.max(one.syns(), other.syns()),
                    Stream.concat(one.timeouts().stream(), other.timeouts().stream())
                            .distinct()
                            .sorted()
                            .toList());
        }
    }
}
