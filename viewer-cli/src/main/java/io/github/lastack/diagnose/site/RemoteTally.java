// SPDX-License-Identifier: Apache-2.0
// Copyright the Lastack authors
package io.github.lastack.diagnose.site;

import io.github.lastack.diagnose.problem.RemoteCount;
import io.github.lastack.history.ConnectionHistory;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * Counts of connections by remote. Each accepted connection has a remote port of its own. When there are too many
 * remotes to keep apart, those of one host are counted together, as {@code host:*}, and in the end all further hosts.
 */
final class RemoteTally {
    private static final int LIMIT = 10_000;
    private static final String ANY = ":*";

    private final Map<String, Integer> counts = new HashMap<>();

    void add(ConnectionHistory connection) {
        if (connection.ends().hasRemote()) {
            add(connection.remote(), 1);
        }
    }

    void add(RemoteTally other) {
        other.counts.forEach(this::add);
    }

    private void add(String remote, int connections) {
        if (counts.size() < LIMIT || counts.containsKey(remote)) {
            counts.merge(remote, connections, Integer::sum);
            return;
        }
        String host = remote.substring(0, remote.lastIndexOf(':')) + ANY;
        boolean tooMany = counts.size() >= 2 * LIMIT && !counts.containsKey(host);
        counts.merge(tooMany ? "*" + ANY : host, connections, Integer::sum);
    }

    List<RemoteCount> mostFirst() {
        return RemoteCount.mostFirst(counts);
    }
}
