// SPDX-License-Identifier: Apache-2.0
// Copyright the Lastack authors
package io.github.lastack.diagnose.stats;

import io.github.lastack.history.ConnectionHistory;
import io.github.lastack.model.Role;
import io.github.lastack.model.TcpState;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * Other ends: remotes that this side connected to, and hosts that connected to it.
 *
 * @param most the remotes, most connections first
 * @param others connections to further remotes, which are not kept apart because there were too many
 */
public record Remotes(List<Remote> most, long others) {
    /**
     * Remote with how many connections it has.
     *
     * @param address with its port for a client; the host only for an accepted connection, since its port says nothing
     * @param open how many connections still hold their descriptor
     * @param closeWait how many of the open connections are in CLOSE_WAIT
     * @param timeWait how many connections went into TIME_WAIT: this side closed them first
     */
    public record Remote(Role role, String address, long connections, long open, long closeWait, long timeWait) {}

    /** Collector that counts connection by connection, in any order. */
    public static final class Collector {
        /**
         * Maximum number of remotes that are kept apart. A reader looks through fewer, and the number limits the
         * memory.
         */
        private static final int LIMIT = 10_000;

        private record Key(Role role, String address) {}

        private static final class Counts {
            private long connections;
            private long open;
            private long closeWait;
            private long timeWait;

            public void add(ConnectionHistory history) {
                connections++;
                if (history.takesDescriptor()) {
                    open++;
                    closeWait += history.state() == TcpState.CLOSE_WAIT ? 1 : 0;
                }
                timeWait += history.entered(TcpState.TIME_WAIT).isPresent() ? 1 : 0;
            }
        }

        private final Map<Key, Counts> counts = new HashMap<>();
        private long others;

        public void add(ConnectionHistory history) {
            if (!history.ends().hasRemote()) {
                return;
            }
            String address = history.role() == Role.CLIENT ? history.remote() : host(history.remote());
            Key key = new Key(history.role(), address);
            if (counts.size() >= LIMIT && !counts.containsKey(key)) {
                others++;
                return;
            }
            counts.computeIfAbsent(key, first -> new Counts()).add(history);
        }

        private static String host(String address) {
            return address.substring(0, address.lastIndexOf(':'));
        }

        public Remotes finish() {
            List<Remote> remotes = counts.entrySet().stream()
                    .map(entry -> remote(entry.getKey(), entry.getValue()))
                    .sorted(Comparator.comparingLong(Remote::connections)
                            .reversed()
                            .thenComparing(Remote::address)
                            .thenComparing(Remote::role))
                    .toList();
            return new Remotes(remotes, others);
        }

        private static Remote remote(Key key, Counts of) {
            return new Remote(key.role(), key.address(), of.connections, of.open, of.closeWait, of.timeWait);
        }
    }
}
