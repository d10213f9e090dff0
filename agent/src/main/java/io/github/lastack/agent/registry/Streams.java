// SPDX-License-Identifier: Apache-2.0
// Copyright the Lastack authors
package io.github.lastack.agent.registry;

import io.github.lastack.agent.kernel.Kernel;
import io.github.lastack.agent.kernel.Owners;
import io.github.lastack.events.SocketEvents;
import io.github.lastack.model.TcpState;
import java.io.IOException;
import java.io.InterruptedIOException;

/**
 * What happens to connections between their opening and their close: reads, ends of stream, errors and shutdowns.
 * Thread-safe without a lock of its own.
 */
final class Streams {
    private final OpenDescriptors descriptors;
    private final ReadWatch watch;
    private final Owners owners;

    Streams(OpenDescriptors descriptors, ReadWatch watch, Owners owners) {
        this.descriptors = descriptors;
        this.watch = watch;
        this.owners = owners;
    }

    /** @param ofTcp false for the end of a TLS stream */
    void endOfStream(Object identity, boolean ofTcp) {
        LiveConnection connection = descriptors.find(identity);
        if (connection == null || !connection.firstEndOfStream(ofTcp)) {
            return;
        }
        TcpState word = connection.askKernel();
        if (connection.isClosing()) {
            return;
        }
        connection.sawEndOfStream(word, ofTcp);
        SocketEvents.endOfStream(connection, ConnectionRecords.nameOf(word));
    }

    void read(Object identity) {
        LiveConnection connection = descriptors.find(identity);
        if (connection != null && connection.unreadSinceMillis() != 0) {
            watch.isRead(connection.used());
        }
    }

    void failed(Object identity, boolean reading, Throwable thrown) {
        LiveConnection connection = descriptors.find(identity);
        if (connection == null || !isEnd(thrown) || !connection.firstError()) {
            return;
        }
        TcpState word = connection.askKernel();
        if (connection.isClosing()) {
            return;
        }
        connection.sawError(word);
        if (!connection.isAggregated()) {
            SocketEvents.error(
                    connection, reading ? "read" : "write", thrown.toString(), ConnectionRecords.nameOf(word));
        }
    }

    /** A read that timed out (SO_TIMEOUT) or was interrupted is no end. */
    private static boolean isEnd(Throwable thrown) {
        return thrown instanceof IOException && !(thrown instanceof InterruptedIOException);
    }

    void completed(Object channel, boolean reading, int result) {
        Object socket = owners.identityOf(channel);
        if (result > 0) {
            read(socket);
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
            SocketEvents.shutdown(connection, input ? "input" : "output", ConnectionRecords.nameOf(before));
        }
    }
}
