// SPDX-License-Identifier: Apache-2.0
// Copyright the Lastack authors
package io.github.lastack.boot;

import java.io.FileDescriptor;
import java.net.SocketAddress;
import java.nio.channels.CompletionHandler;

/**
 * Receives what the JDK's sockets do, one method for each kind of fact, on the application's thread and inside the
 * socket method. An owner is the {@code java.net.SocketImpl} or the {@code sun.nio.ch} channel that holds the
 * descriptor, or the socket of a native transport, which has a descriptor number and no FileDescriptor. An identity is
 * the FileDescriptor, or else the native transport's socket.
 *
 * <p>By default each fact is ignored.
 */
public interface SocketListener {
    /** A channel was created that is not connected, or a server channel that is not bound. */
    default void created(Object channel) {}

    /** A native transport's socket was created, of an unknown protocol. */
    default void created(Object socket, int number) {}

    /**
     * A connect is about to begin; exactly one of the next two calls follows on the same thread.
     *
     * @param timeoutMillis the most that it waits, in ms; 0 where it has no such limit
     */
    default void connectBegins(Object owner, SocketAddress remote, int timeoutMillis) {}

    /**
     * A connect returned.
     *
     * @param established false if a non-blocking connect goes on
     */
    default void connectReturned(Object owner, boolean established) {}

    default void connectFailed(Object owner, Throwable thrown) {}

    /** A finishConnect is about to begin; exactly one of the two calls above follows on the same thread. */
    default void finishBegins(Object channel) {}

    /** The handshake of an asynchronous connect is done; {@link #asynchronousReturned} follows on the same thread. */
    default void connected(Object channel) {}

    /** An asynchronous connect, or its finish, returned; the result is in the channel. */
    default void asynchronousReturned(Object channel) {}

    /**
     * A connection was accepted.
     *
     * @param owner of the accepted connection
     */
    default void accepted(Object owner) {}

    /**
     * A connection of a native transport was accepted.
     *
     * @param peer null if it is not known
     */
    default void accepted(Object socket, SocketAddress peer) {}

    /** A socket has begun to listen. */
    default void listens(Object owner, int backlog) {}

    /** bind threw, or the listen that was part of it. */
    default void bindFailed(Object owner, SocketAddress asked, Throwable thrown) {}

    /** listen threw, after a bind that went well. */
    default void listenFailed(Object owner, Throwable thrown) {}

    /** An error of connect(2), which the channel's own connect need not throw; one of the calls above follows. */
    default void connectThrew(FileDescriptor descriptor, Throwable thrown) {}

    /**
     * A channel was registered with a selector or an event loop.
     *
     * @param registration its SelectionKey, or the channel of a native transport
     */
    default void registered(Object registration) {}

    /** A server's request is about to be handled by the calling thread, which need not be the one that has read it. */
    default void serves(Object exchange) {}

    /** The calling thread's request is put off, to be answered by any thread. */
    default void suspends() {}

    /** A read or write has moved bytes. */
    default void used(Object identity, boolean reading) {}

    /** A write in another way has moved bytes; the owner may not be a socket's. */
    default void wrote(Object owner) {}

    /**
     * A read or write of an asynchronous channel is about to begin; it completes on another thread, or on this one
     * before it returns.
     *
     * @param handler null where the result goes to a future
     */
    default void asynchronousBegins(Object channel, boolean reading, CompletionHandler<?, ?> handler) {}

    /** A read returned -1. */
    default void endOfStream(Object identity) {}

    /** A read of an SSLSocket's stream returned -1, maybe because of the peer's close_notify. */
    default void tlsEndOfStream(Object stream) {}

    /** A read or write threw. */
    default void failed(Object identity, boolean reading, Throwable thrown) {}

    /** A write of a java.net socket threw. */
    default void writeFailed(Object owner, Throwable thrown) {}

    /**
     * A read or write through a ring has completed.
     *
     * @param result a count, 0 for a read at the end of the stream, or an errno below 0
     */
    default void completed(Object channel, boolean reading, int result) {}

    /**
     * shutdownInput or shutdownOutput is about to begin.
     *
     * @param input whether it is shutdownInput
     */
    default void shuts(Object owner, boolean input) {}

    /** SO_LINGER is about to be set on some socket. */
    default void lingers() {}

    /** close is about to begin. */
    default void closes(Object owner) {}

    /** The descriptor itself is about to be closed, by a close or by a cleaner. */
    default void descriptorCloses(FileDescriptor descriptor) {}

    /** The JVM begins to shut down and no shutdown hook has run yet. Called on the thread that shuts it down. */
    default void jvmShutsDown() {}
}
