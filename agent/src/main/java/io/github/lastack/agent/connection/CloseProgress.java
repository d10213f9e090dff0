// SPDX-License-Identifier: Apache-2.0
// Copyright the Lastack authors
package io.github.lastack.agent.connection;

import io.github.lastack.agent.connection.stack.CapturedStack;
import io.github.lastack.events.SteadyClock;
import io.github.lastack.model.TcpMachine;
import io.github.lastack.model.TcpState;

/** The close of a connection, from its beginning until the descriptor is closed. Guarded by the connection. */
public final class CloseProgress {
    /** Shared by all closes without a question to the kernel that begin in the same millisecond. */
    private static volatile CloseProgress lastUnasked = new CloseProgress(false, 0);

    private final long begunMillis;
    private final int byConnect; // identity of the thread; 0 if connect did not close it
    private TcpState before; // null if the kernel was not asked
    private boolean unreadData;
    private Object closed; // a CapturedStack, or the number of its site; null where an event has the stack

    private CloseProgress(boolean insideConnect, long begunMillis) {
        this.byConnect = insideConnect ? ThreadKey.ofThisThread() : 0;
        this.begunMillis = begunMillis;
    }

    /**
     * Begins a close now.
     *
     * @param insideConnect whether connect itself closes the descriptor because it failed
     */
    static CloseProgress now(boolean insideConnect) {
        return new CloseProgress(insideConnect, SteadyClock.millis());
    }

    /** Returns the close of an aggregated connection, for which the kernel is not asked. */
    static CloseProgress unasked() {
        long now = SteadyClock.millis();
        CloseProgress last = lastUnasked;
        if (last.begunMillis != now) {
            last = new CloseProgress(false, now);
            lastUnasked = last;
        }
        return last;
    }

    public long begunMillis() {
        return begunMillis;
    }

    /** Returns whether connect itself, on the calling thread, closed the descriptor because it failed. */
    public boolean isByConnectHere() {
        return byConnect == ThreadKey.ofThisThread();
    }

    void isAt(CapturedStack here) {
        closed = here;
    }

    void isAt(Long site) {
        closed = site;
    }

    /** Returns the stack of the close; null once it is settled, or if none was captured. */
    CapturedStack stack() {
        return closed instanceof CapturedStack ? (CapturedStack) closed : null;
    }

    /** Returns the site of the close; 0 while it is not settled, or if none was captured. */
    long site() {
        return closed instanceof Long ? (Long) closed : 0;
    }

    /** Notes what the kernel said when the close began. */
    void began(TcpState kernelBefore, boolean unread) {
        before = kernelBefore;
        unreadData = unread;
    }

    /** Returns the state in which the close began; null if the kernel was not asked. */
    TcpState before() {
        return before;
    }

    boolean hadUnreadData() {
        return unreadData;
    }

    /**
     * Returns whether the kernel's state when the descriptor is closed differs from what the close should have led to.
     */
    boolean isUnexpected(TcpState kernelState, boolean unread) {
        if (kernelState == null || before == null) {
            return false;
        }
        boolean unchanged = kernelState == before && unread == unreadData;
        boolean foreseen = !unread && !unreadData && TcpMachine.closeLeadsTo(before, kernelState);
        return !unchanged && !foreseen;
    }
}
