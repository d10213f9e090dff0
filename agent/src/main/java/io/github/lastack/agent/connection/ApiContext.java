// SPDX-License-Identifier: Apache-2.0
// Copyright the Lastack authors
package io.github.lastack.agent.connection;

import io.github.lastack.agent.kernel.Kernel;
import java.lang.ref.ReferenceQueue;

/** What the connections of one API have in common: one object for all of them, since there may be very many. */
public final class ApiContext {
    /** As the events name it; empty where that is not known. */
    public final String api;

    final Kernel kernel;

    /** Where those come whose descriptor object is collected. */
    final ReferenceQueue<Object> collected;

    public ApiContext(String api, Kernel kernel, ReferenceQueue<Object> collected) {
        this.api = api;
        this.kernel = kernel;
        this.collected = collected;
    }
}
