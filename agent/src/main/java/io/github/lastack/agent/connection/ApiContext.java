// SPDX-License-Identifier: Apache-2.0
// Copyright the Lastack authors
package io.github.lastack.agent.connection;

import io.github.lastack.agent.kernel.Kernel;
import java.lang.ref.ReferenceQueue;

/** The values that all connections of one API share: one object, since there may be very many connections. */
public final class ApiContext {
    /** The API's name in the events; empty where it is not known. */
    public final String api;

    final Kernel kernel;

    /** Receives the connections whose descriptor object was collected. */
    final ReferenceQueue<Object> collected;

    final ConnectionTotals totals;

    public ApiContext(String api, Kernel kernel, ReferenceQueue<Object> collected, ConnectionTotals totals) {
        this.api = api;
        this.kernel = kernel;
        this.totals = totals;
        this.collected = collected;
    }
}
