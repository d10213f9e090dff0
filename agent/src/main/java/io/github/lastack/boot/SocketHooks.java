// SPDX-License-Identifier: Apache-2.0
// Copyright the Lastack authors
package io.github.lastack.boot;

import java.io.FileDescriptor;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.SocketAddress;
import java.net.SocketOption;
import java.net.SocketOptions;
import java.net.StandardSocketOptions;
import java.nio.channels.CompletionHandler;
import java.nio.channels.WritableByteChannel;

/**
 * The methods that woven code calls, by one {@code invokestatic} each. They pass on to the listener what happened. The
 * hook catalogue says which method of the JDK calls which.
 *
 * <p>Called on application threads inside socket operations, with the JDK's locks held: never throws, never blocks. A
 * read or write that moves bytes costs some nanoseconds and allocates nothing.
 *
 * <p>Each method has its own try and catch. A common one would have to find the listener's method by a number, and
 * would add another frame in which the stack can overflow.
 */
public final class SocketHooks {
    private static final SocketListener NONE = new NoListener();

    private static final ErrorBudget ERRORS = new ErrorBudget();

    private static volatile SocketListener listener = NONE;

    private SocketHooks() {}

    /**
     * Sets the listener.
     *
     * @param newListener null for none
     */
    public static void listener(SocketListener newListener) {
        listener = newListener == null ? NONE : newListener;
    }

    public static SocketListener listener() {
        return listener;
    }

    /** Returns the counter of the agent's errors that were kept from the application. */
    public static ErrorBudget errors() {
        return ERRORS;
    }

    /**
     * Counts an error of the agent that goes no further. After too many of them the listener is not called any more.
     */
    public static void suppressed(Throwable t) {
        try {
            if (ERRORS.isExceededBy(t, System.nanoTime())) {
                listener = NONE;
                ERRORS.giveUp();
            }
        } catch (Throwable again) {
            return; // too little stack is left even to count
        }
    }

    // ---- opening ----

    public static void created(Object channel) {
        try {
            listener.created(channel);
        } catch (Throwable t) {
            suppressed(t);
        }
    }

    /**
     * Reports a new socket of a native transport.
     *
     * @param stream false for UDP, which is ignored
     */
    public static void created(boolean stream, Object socket) {
        if (stream) {
            created(socket);
        }
    }

    /**
     * Reports a new socket of a native transport.
     *
     * @param number of the descriptor
     */
    public static void created(Object socket, int number) {
        try {
            listener.created(socket, number);
        } catch (Throwable t) {
            suppressed(t);
        }
    }

    /** Reports the start of a connect without a timeout of its own. */
    public static void connectBegins(Object owner, SocketAddress remote) {
        connectBegins(owner, remote, 0);
    }

    public static void connectBegins(Object owner, SocketAddress remote, long timeoutNanos) {
        connectBegins(owner, remote, (int) Math.min((timeoutNanos + 999_999) / 1_000_000, Integer.MAX_VALUE));
    }

    public static void connectBegins(Object owner, SocketAddress remote, int timeoutMillis) {
        try {
            listener.connectBegins(owner, remote, timeoutMillis);
        } catch (Throwable t) {
            suppressed(t);
        }
    }

    public static void connectBegins(Object owner, InetAddress address, int port, int timeoutMillis) {
        try {
            listener.connectBegins(owner, new InetSocketAddress(address, port), timeoutMillis);
        } catch (Throwable t) {
            suppressed(t);
        }
    }

    public static void connectReturned(Object owner) {
        connectReturned(true, owner);
    }

    /** Reports that a connect will be finished later. */
    public static void connectGoesOn(Object owner) {
        connectReturned(false, owner);
    }

    public static void connectReturned(boolean established, Object owner) {
        try {
            listener.connectReturned(owner, established);
        } catch (Throwable t) {
            suppressed(t);
        }
    }

    public static void connectFailed(Throwable thrown, Object owner) {
        try {
            listener.connectFailed(owner, thrown);
        } catch (Throwable t) {
            suppressed(t);
        }
    }

    public static void finishBegins(Object channel) {
        try {
            listener.finishBegins(channel);
        } catch (Throwable t) {
            suppressed(t);
        }
    }

    public static void connected(Object channel) {
        try {
            listener.connected(channel);
        } catch (Throwable t) {
            suppressed(t);
        }
    }

    public static void asynchronousReturned(Object channel) {
        try {
            listener.asynchronousReturned(channel);
        } catch (Throwable t) {
            suppressed(t);
        }
    }

    public static void accepted(Object owner) {
        try {
            listener.accepted(owner);
        } catch (Throwable t) {
            suppressed(t);
        }
    }

    /**
     * Reports an accepted socket of a native transport.
     *
     * @param peer as accept(2) gave it
     */
    public static void accepted(Object socket, SocketAddress peer) {
        try {
            listener.accepted(socket, peer);
        } catch (Throwable t) {
            suppressed(t);
        }
    }

    public static void listens(Object owner, int backlog) {
        try {
            listener.listens(owner, backlog);
        } catch (Throwable t) {
            suppressed(t);
        }
    }

    public static void bindFailed(Throwable thrown, Object owner, InetAddress address, int port) {
        try {
            listener.bindFailed(owner, new InetSocketAddress(address, port), thrown);
        } catch (Throwable t) {
            suppressed(t);
        }
    }

    /**
     * Reports a failed bind.
     *
     * @param local null for any
     */
    public static void bindFailed(Throwable thrown, Object owner, SocketAddress local) {
        try {
            listener.bindFailed(owner, local == null ? new InetSocketAddress(0) : local, thrown);
        } catch (Throwable t) {
            suppressed(t);
        }
    }

    public static void listenFailed(Throwable thrown, Object owner) {
        try {
            listener.listenFailed(owner, thrown);
        } catch (Throwable t) {
            suppressed(t);
        }
    }

    /**
     * Reports a connect that threw.
     *
     * @param descriptor a FileDescriptor
     */
    public static void connectThrew(Throwable thrown, Object descriptor) {
        try {
            listener.connectThrew((FileDescriptor) descriptor, thrown);
        } catch (Throwable t) {
            suppressed(t);
        }
    }

    // ---- reading and writing ----

    /**
     * Reports a registration.
     *
     * @param registration a SelectionKey, or the channel of a native transport
     */
    public static void registered(Object registration) {
        try {
            listener.registered(registration);
        } catch (Throwable t) {
            suppressed(t);
        }
    }

    /**
     * Reports a request that the calling thread is about to handle.
     *
     * @param exchange the server's request
     */
    public static void serves(Object exchange) {
        try {
            listener.serves(exchange);
        } catch (Throwable t) {
            suppressed(t);
        }
    }

    /** Reports that the calling thread's request will be answered later, maybe by another thread. */
    public static void suspends() {
        try {
            listener.suspends();
        } catch (Throwable t) {
            suppressed(t);
        }
    }

    /**
     * Reports a read.
     *
     * @param count -1 at the end of the stream, see {@code sun.nio.ch.IOStatus}
     */
    public static void readReturned(int count, Object identity) {
        if (count > 0) {
            used(identity, true);
        } else if (count == -1) {
            endOfStream(identity);
        }
    }

    /**
     * Reports a read.
     *
     * @param count -1 at the end of the stream, see {@code sun.nio.ch.IOStatus}
     */
    public static void readReturned(long count, Object identity) {
        if (count > 0) {
            used(identity, true);
        } else if (count == -1) {
            endOfStream(identity);
        }
    }

    public static void writeReturned(int count, Object identity) {
        if (count > 0) {
            used(identity, false);
        }
    }

    public static void writeReturned(long count, Object identity) {
        if (count > 0) {
            used(identity, false);
        }
    }

    /**
     * Reports a read of a plain socket.
     *
     * @param count the result of recv(2): 0 at the end of the stream
     */
    public static void plainReadReturned(int count, Object identity) {
        if (count > 0) {
            used(identity, true);
        } else {
            endOfStream(identity);
        }
    }

    /**
     * Reports a write of a plain socket, which has written everything.
     *
     * @param owner of the descriptor
     */
    public static void plainWriteReturned(Object owner) {
        try {
            listener.wrote(owner);
        } catch (Throwable t) {
            suppressed(t);
        }
    }

    /**
     * Reports bytes that went from a file to a channel without a write of that channel.
     *
     * @param count how many; negative for none
     * @param target a channel of any kind
     */
    public static void transferred(long count, WritableByteChannel target) {
        if (count > 0) {
            try {
                listener.wrote(target);
            } catch (Throwable t) {
                suppressed(t);
            }
        }
    }

    /**
     * Reports the start of an asynchronous read.
     *
     * @param handler null where the result goes to a future
     */
    public static void readBegins(Object channel, CompletionHandler<?, ?> handler) {
        try {
            listener.asynchronousBegins(channel, true, handler);
        } catch (Throwable t) {
            suppressed(t);
        }
    }

    /**
     * Reports the start of an asynchronous write.
     *
     * @param handler null where the result goes to a future
     */
    public static void writeBegins(Object channel, CompletionHandler<?, ?> handler) {
        try {
            listener.asynchronousBegins(channel, false, handler);
        } catch (Throwable t) {
            suppressed(t);
        }
    }

    /**
     * Reports the end of a read through a ring.
     *
     * @param result a count, 0 at the end of the stream, or an errno below 0
     */
    public static void readCompleted(int result, Object channel) {
        completed(channel, true, result);
    }

    /**
     * Reports the end of a write through a ring.
     *
     * @param result a count, or an errno below 0
     */
    public static void writeCompleted(int result, Object channel) {
        if (result != 0) {
            completed(channel, false, result);
        }
    }

    private static void completed(Object channel, boolean reading, int result) {
        try {
            listener.completed(channel, reading, result);
        } catch (Throwable t) {
            suppressed(t);
        }
    }

    private static void used(Object identity, boolean reading) {
        try {
            listener.used(identity, reading);
        } catch (Throwable t) {
            suppressed(t);
        }
    }

    private static void endOfStream(Object identity) {
        try {
            listener.endOfStream(identity);
        } catch (Throwable t) {
            suppressed(t);
        }
    }

    public static void tlsReadReturned(int count, Object stream) {
        if (count == -1) {
            try {
                listener.tlsEndOfStream(stream);
            } catch (Throwable t) {
                suppressed(t);
            }
        }
    }

    public static void readFailed(Throwable thrown, Object identity) {
        failed(thrown, identity, true);
    }

    public static void writeFailed(Throwable thrown, Object identity) {
        failed(thrown, identity, false);
    }

    private static void failed(Throwable thrown, Object identity, boolean reading) {
        try {
            listener.failed(identity, reading, thrown);
        } catch (Throwable t) {
            suppressed(t);
        }
    }

    public static void plainWriteFailed(Throwable thrown, Object owner) {
        try {
            listener.writeFailed(owner, thrown);
        } catch (Throwable t) {
            suppressed(t);
        }
    }

    // ---- closing ----

    public static void inputShuts(Object owner) {
        shuts(owner, true);
    }

    public static void outputShuts(Object owner) {
        shuts(owner, false);
    }

    public static void shuts(boolean input, boolean output, Object owner) {
        if (input) {
            shuts(owner, true);
        }
        if (output) {
            shuts(owner, false);
        }
    }

    private static void shuts(Object owner, boolean input) {
        try {
            listener.shuts(owner, input);
        } catch (Throwable t) {
            suppressed(t);
        }
    }

    public static void optionSets(SocketOption<?> option) {
        if (option == StandardSocketOptions.SO_LINGER) {
            lingers();
        }
    }

    /**
     * Reports that an option is set.
     *
     * @param option of {@link SocketOptions}
     */
    public static void optionSets(int option) {
        if (option == SocketOptions.SO_LINGER) {
            lingers();
        }
    }

    private static void lingers() {
        try {
            listener.lingers();
        } catch (Throwable t) {
            suppressed(t);
        }
    }

    public static void closes(Object owner) {
        try {
            listener.closes(owner);
        } catch (Throwable t) {
            suppressed(t);
        }
    }

    public static void jvmShutsDown() {
        try {
            listener.jvmShutsDown();
        } catch (Throwable t) {
            suppressed(t);
        }
    }

    /**
     * Reports that a descriptor is closed.
     *
     * @param descriptor a FileDescriptor
     */
    public static void descriptorCloses(Object descriptor) {
        try {
            listener.descriptorCloses((FileDescriptor) descriptor);
        } catch (Throwable t) {
            suppressed(t);
        }
    }
}
