// SPDX-License-Identifier: Apache-2.0
// Copyright the Lastack authors
package io.github.lastack.agent.descriptor;

import io.github.lastack.agent.connection.LiveConnection;
import java.util.Arrays;

/** What tells which code has a connection: the numbers of its stacks, 0 where there is none. Immutable. */
public final class LeakEvidence {
    public final boolean isAccepted;
    public final long opened;
    /** Where the thread that opened it had created it in an earlier call. */
    public final long made;

    public final long endOfStream;
    public final long lastUsed;
    /** True if that stack is of the last use, and not of an earlier one. */
    public final boolean isLastUseExact;

    public final long lastWritten;
    public final long closed;
    /** True if this side has shut down both its input and its output: only one of these stacks is kept. */
    public final boolean isShutTwice;

    /** True if the end of the stream was read. */
    public final boolean isEndSeen;

    /** True if an object of a library or the application is attached to it. */
    public final boolean isAttached;

    LeakEvidence(LiveConnection connection, Uses.LastUse last, boolean isAttached) {
        this.isAccepted = connection.isAccepted();
        this.opened = connection.siteOfOpening();
        this.made = connection.madeSite();
        this.endOfStream = connection.endOfStreamSite();
        this.lastUsed = last == null ? 0 : last.site;
        this.isLastUseExact = lastUsed != 0 && last.siteLagMillis == 0;
        this.lastWritten = last == null ? 0 : last.writtenSite;
        this.closed = connection.closedSite();
        this.isShutTwice = connection.isShutTwice();
        this.isEndSeen = connection.isEndOfStreamSeen();
        this.isAttached = isAttached;
    }

    private long[] values() {
        return new long[] {
            isAccepted ? 1 : 0,
            opened,
            made,
            endOfStream,
            lastUsed,
            isLastUseExact ? 1 : 0,
            lastWritten,
            closed,
            isShutTwice ? 1 : 0,
            isEndSeen ? 1 : 0,
            isAttached ? 1 : 0
        };
    }

    @Override
    public boolean equals(Object other) {
        return other instanceof LeakEvidence && Arrays.equals(values(), ((LeakEvidence) other).values());
    }

    @Override
    public int hashCode() {
        return Arrays.hashCode(values());
    }
}
