// SPDX-License-Identifier: Apache-2.0
// Copyright the Lastack authors
package io.github.lastack.history;

import io.github.lastack.facts.KernelFact;
import io.github.lastack.facts.SocketFact;
import io.github.lastack.model.TcpState;
import java.time.Instant;
import java.util.List;
import java.util.Optional;

/**
 * One listening socket.
 *
 * @param openedAt when it began to listen, or was first seen
 * @param queue the kernel's readings of its queues, in the order of time
 * @param gone whether the kernel's newest readings do not have it any more
 */
public record ListenerHistory(
        String instance,
        long id,
        SocketFact.ListenerOpened.Listening listening,
        Instant openedAt,
        ConnectionHistory.Stacks stacks,
        List<KernelFact.ListenerQueue> queue,
        boolean gone)
        implements Subject {

    /** Returns the newest reading of the queue; empty if the kernel's tables have not been read. */
    public Optional<KernelFact.ListenerQueue> newest() {
        return queue.isEmpty() ? Optional.empty() : Optional.of(queue.get(queue.size() - 1));
    }

    /** Returns the state at the end of the recording, as far as known: closing a listener is no event. */
    public TcpState state() {
        return gone ? TcpState.CLOSED : TcpState.LISTEN;
    }

    /** Returns the effective backlog, as far as known; the kernel may allow less than was requested. */
    public int limit() {
        return newest().map(KernelFact.ListenerQueue::backlog).orElse(backlog());
    }

    public String api() {
        return listening.api();
    }

    public String local() {
        return listening.local();
    }

    public int localPort() {
        return listening.localPort();
    }

    public int backlog() {
        return listening.backlog();
    }
}
