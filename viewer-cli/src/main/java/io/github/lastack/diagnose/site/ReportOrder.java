// SPDX-License-Identifier: Apache-2.0
// Copyright the Lastack authors
package io.github.lastack.diagnose.site;

import java.time.Instant;

/** Order in which connections are reported, which differs from the order in which they are judged. */
public record ReportOrder(int jvm, Instant openedAt, long id) implements Comparable<ReportOrder> {
    @Override
    public int compareTo(ReportOrder other) {
        int byJvm = Integer.compare(jvm, other.jvm);
        int byTime = byJvm == 0 ? openedAt.compareTo(other.openedAt) : byJvm;
        return byTime == 0 ? Long.compare(id, other.id) : byTime;
    }
}
