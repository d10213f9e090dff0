// SPDX-License-Identifier: Apache-2.0
// Copyright the Lastack authors
package io.github.lastack.diagnose.site;

import java.time.Instant;

/** The order in which connections are told, since they are judged in another. */
public record ReportOrder(int jvm, Instant openedAt, long id) implements Comparable<ReportOrder> {
    @Override
    public int compareTo(ReportOrder other) {
        int byJvm = Integer.compare(jvm, other.jvm);
        int byTime = byJvm == 0 ? openedAt.compareTo(other.openedAt) : byJvm;
        return byTime == 0 ? Long.compare(id, other.id) : byTime;
    }
}
