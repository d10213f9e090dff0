// SPDX-License-Identifier: Apache-2.0
// Copyright the Lastack authors
package io.github.lastack.diagnose.select;

import io.github.lastack.diagnose.Diagnosis;
import io.github.lastack.model.Role;
import io.github.lastack.model.TcpState;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.List;
import java.util.PriorityQueue;

/** Collects the connections that the user asked for, and keeps only those to be displayed. */
public final class ConnectionSelection {
    private final Filter<Diagnosis.Connection> filter;
    private final Comparator<Diagnosis.Connection> order;
    private final int top;

    /** The connections kept; the last in the order is the first to be removed. */
    private final PriorityQueue<Diagnosis.Connection> kept;

    private int beyondTop;

    public ConnectionSelection(Filter<Diagnosis.Connection> filter, ConnectionOrder order, int top) {
        this.filter = filter;
        this.order = order.comparator();
        this.top = top;
        this.kept = new PriorityQueue<>(this.order.reversed());
    }

    public static Filter<Diagnosis.Connection> having(
            Collection<TcpState> states, RemoteName remote, String site, Role role) {
        Filter<Diagnosis.Connection> filter = new Filter<>();
        if (!states.isEmpty()) {
            filter.and(
                    "--state",
                    each -> !each.history().closeLost()
                            && states.contains(each.history().state()));
        }
        if (remote != null) {
            filter.and("--remote", remote::names);
        }
        if (site != null) {
            filter.and("--site", each -> each.site().equals(site));
        }
        if (role != null) {
            filter.and("--role", each -> each.history().role() == role);
        }
        return filter;
    }

    /** Adds a connection. Must be called once for each connection. */
    public void add(Diagnosis.Connection connection) {
        if (filter.takes(connection)) {
            kept.add(connection);
            if (kept.size() > top) {
                kept.remove();
                beyondTop++;
            }
        }
    }

    /** Returns the connections in the requested order. */
    public List<Diagnosis.Connection> connections() {
        List<Diagnosis.Connection> sorted = new ArrayList<>(kept);
        sorted.sort(order);
        return sorted;
    }

    public LeftOut leftOut() {
        return LeftOut.of(filter, beyondTop);
    }
}
