// SPDX-License-Identifier: Apache-2.0
// Copyright the Lastack authors
package io.github.lastack.agent.connection;

import io.github.lastack.agent.connection.stack.CapturedStack;
import io.github.lastack.events.SteadyClock;
import io.github.lastack.model.TcpMachine;
import io.github.lastack.model.TcpState;

/** The close of a connection, from its beginning until the descriptor goes. Guarded by the connection. */
public final class CloseProgress {
    /** Of those of which nothing is asked: one object for all that begin in one millisecond. */
    private static volatile CloseProgress lastUnasked = new CloseProgress(false, 0);

    private final long begunMillis;
    private final int byConnect; // identity of the thread; 0 for closed otherwise
    private TcpState before; // null for not asked
    private boolean unreadData;
    private Object closed; // a CapturedStack, or the number of its site; null where an event has the stack

    private CloseProgress(boolean insideConnect, long begunMillis) {
        this.byConnect = insideConnect ? ThreadKey.ofThisThread() : 0;
        this.begunMillis = begunMillis;
    }

    /** @param insideConnect whether connect itself closes the descriptor because it failed */
    static CloseProgress now(boolean insideConnect) {
        return new CloseProgress(insideConnect, SteadyClock.millis());
    }

    /** Of a connection that is only counted, of whose close the kernel is not asked. */
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

    /** Whether connect itself, on this thread, closed the descriptor because it failed. */
    public boolean isByConnectHere() {
        return byConnect == ThreadKey.ofThisThread();
    }

    void isAt(CapturedStack here) {
        closed = here;
    }

    void isAt(Long site) {
        closed = site;
    }

    /** Null once it is settled, or if there is none. */
    CapturedStack stack() {
        return closed instanceof CapturedStack ? (CapturedStack) closed : null;
    }

    /** 0 while it is not settled, or for none. */
    long site() {
        return closed instanceof Long ? (Long) closed : 0;
    }

    /** What the kernel said as it began. */
    void began(TcpState kernelBefore, boolean unread) {
        before = kernelBefore;
        unreadData = unread;
    }

    /** Null for not asked. */
    TcpState before() {
        return before;
    }

    boolean hadUnreadData() {
        return unreadData;
    }

    /** Whether what the kernel says when the descriptor goes is other than what closing is taken to have done. */
    boolean isUnexpected(TcpState kernelState, boolean unread) {
        if (kernelState == null || before == null) {
            return false;
        }
        boolean unchanged = kernelState == before && unread == unreadData;
        boolean foreseen = !unread && !unreadData && TcpMachine.closeLeadsTo(before, kernelState);
        return !unchanged && !foreseen;
    }
}
