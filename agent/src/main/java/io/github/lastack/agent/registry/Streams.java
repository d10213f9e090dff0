// SPDX-License-Identifier: Apache-2.0
// Copyright the Lastack authors
package io.github.lastack.agent.registry;

import io.github.lastack.agent.connection.LiveConnection;
import io.github.lastack.agent.connection.stack.CapturedStack;
import io.github.lastack.agent.descriptor.ConnectionRecords;
import io.github.lastack.agent.descriptor.OpenDescriptors;
import io.github.lastack.agent.descriptor.Uses;
import io.github.lastack.agent.jdk.Owners;
import io.github.lastack.agent.kernel.Kernel;
import io.github.lastack.agent.library.Exchanges;
import io.github.lastack.events.SocketEvents;
import io.github.lastack.model.TcpState;
import java.io.IOException;
import java.io.InterruptedIOException;

/**
 * Handles what happens to connections between opening and close: reads, writes, ends of stream, errors and shutdowns.
 * Thread-safe without a lock of its own.
 */
final class Streams {
    private final OpenDescriptors descriptors;
    private final Uses uses;
    private final Owners owners;
    private final Exchanges exchanges;

    Streams(OpenDescriptors descriptors, Uses uses, Owners owners, Exchanges exchanges) {
        this.descriptors = descriptors;
        this.uses = uses;
        this.owners = owners;
        this.exchanges = exchanges;
    }

    /**
     * Handles an end of stream.
     *
     * @param ofTcp false for the end of a TLS stream
     */
    void endOfStream(Object identity, boolean ofTcp) {
        LiveConnection connection = descriptors.find(identity);
        CapturedStack here = connection == null ? null : connection.firstEndOfStream(ofTcp);
        if (here == null) {
            return;
        }
        if (!connection.isAsynchronous()) {
            uses.usedOnce(connection, true, here);
        }
        TcpState kernelState = connection.askKernel();
        if (connection.isClosing()) {
            return;
        }
        connection.sawEndOfStream(kernelState, ofTcp);
        SocketEvents.endOfStream(connection, ConnectionRecords.nameOf(kernelState));
    }

    void used(Object identity, boolean reading) {
        LiveConnection connection = descriptors.find(identity);
        if (connection != null) {
            uses.used(connection, reading);
        }
    }

    /** Notes that the calling thread is about to handle a server's request, which counts as a use of its connection. */
    void serves(Object exchange) {
        Object channel = exchanges.channelOf(exchange);
        if (channel != null) {
            used(owners.openIdentityOf(channel), true);
        }
    }

    /** Notes a use of the accepted connection that the calling thread, and no other since, has used last. */
    void suspends() {
        LiveConnection connection = descriptors.numberedConnection(uses.served());
        if (connection != null && connection.holder() == Thread.currentThread()) {
            uses.used(connection, true);
        }
    }

    void wrote(Object owner) {
        used(owners.socketOf(owner), false);
    }

    /**
     * Handles the start of an asynchronous read or write.
     *
     * @param handler null where the result goes to a future
     */
    void asynchronousBegins(Object channel, boolean reading, Object handler) {
        LiveConnection connection = descriptors.find(owners.openIdentityOf(channel));
        if (connection != null) {
            uses.begins(connection, reading);
            if (handler != null) {
                connection.handledBy(handler);
            }
        }
    }

    void failed(Object identity, boolean reading, Throwable thrown) {
        LiveConnection connection = descriptors.find(identity);
        if (connection == null || !isEnd(thrown) || !connection.firstError()) {
            return;
        }
        TcpState kernelState = connection.askKernel();
        if (connection.isClosing()) {
            return;
        }
        connection.sawError(kernelState);
        if (!connection.isAggregated()) {
            uses.usedOnce(connection, reading, CapturedStack.here());
            ConnectionRecords.failed(connection, reading, thrown, kernelState);
        }
    }

    /** Returns whether an error ends the connection. A read that timed out (SO_TIMEOUT) or was interrupted does not. */
    private static boolean isEnd(Throwable thrown) {
        return thrown instanceof IOException && !(thrown instanceof InterruptedIOException);
    }

    void completed(Object channel, boolean reading, int result) {
        Object socket = owners.identityOf(channel);
        if (result > 0) {
            used(socket, reading);
        } else if (result == 0) {
            endOfStream(socket, true);
        } else if (Kernel.isEnd(-result)) {
            failed(socket, reading, new IOException("errno " + -result));
        }
    }

    void writeFailed(Object owner, Throwable thrown) {
        failed(owners.identityOf(owner), false, thrown);
    }

    void shuts(Object owner, boolean input) {
        LiveConnection connection = descriptors.find(owners.openIdentityOf(owner));
        if (connection == null || !connection.firstShutdown(input)) {
            return;
        }
        TcpState before = connection.askKernel();
        connection.shut(input, before);
        if (!connection.isAggregated()) {
            uses.usedOnce(connection, input, CapturedStack.here());
            SocketEvents.shutdown(connection, input ? "input" : "output", ConnectionRecords.nameOf(before));
        }
    }
}
