// SPDX-License-Identifier: Apache-2.0
// Copyright the Lastack authors
package io.github.lastack.agent.kernel;

import io.github.lastack.agent.jdk.JdkInternals;
import io.github.lastack.model.TcpState;
import java.io.FileDescriptor;
import java.lang.invoke.MethodHandle;
import java.net.InetAddress;
import java.net.InetSocketAddress;

/**
 * Questions to the kernel about a descriptor, through the JDK's own natives: no file, no process, no native code of
 * ours. Thread-safe; 0.5 to 1.5 µs a question.
 *
 * <p>Two rules for the caller. A descriptor may be asked only while its connection is known to be open, before and
 * after: once an NIO descriptor is closed its number may be another socket's. And null never reaches a native, which
 * would crash the JVM; it is turned away here.
 */
public final class Kernel {
    /** The use of a descriptor that no table of sockets lists, as far as the kernel tells. */
    public enum Use {
        /** A TCP socket that was created, and neither bound nor connected. */
        NEVER_CONNECTED,

        /**
         * A TCP socket whose connection is over: reset, timed out, closed by both sides, or after a failed non-blocking
         * connect.
         */
        OVER,

        /**
         * Anything else: a connection, a listener, a bound socket, no TCP socket, nothing; or the kernel did not
         * answer.
         */
        OTHER
    }

    /**
     * True where the kernel can be asked: the numbers below are Linux's; elsewhere nothing is asked and nothing is
     * observed.
     */
    public static final boolean CAN_BE_ASKED = System.getProperty("os.name", "").startsWith("Linux");

    /** getsockopt(2): IPPROTO_TCP and TCP_INFO. */
    private static final int IPPROTO_TCP = 6;

    private static final int TCP_INFO = 11;

    /** socket(7): SOL_SOCKET, SO_REUSEADDR, SO_KEEPALIVE, and SO_LINGER, read as the JDK reads it, -1 for off. */
    private static final int SOL_SOCKET = 1;

    private static final int SO_REUSEADDR = 2;

    private static final int SO_KEEPALIVE = 9;

    private static final int SO_LINGER = 13;

    private static final int SO_PROTOCOL = 38;

    /** poll(2), asm-generic/poll.h. */
    private static final int POLLIN = 1;

    private static final int POLLRDHUP = 0x2000;

    /** errno(3): errors after which a read or write may be tried again. */
    private static final int EINTR = 4;

    private static final int EAGAIN = 11;
    private static final int ENOBUFS = 105;
    private static final int ECANCELED = 125;

    private final MethodHandle getIntOption;
    private final MethodHandle poll;
    private final ReceiveQueue receiveQueue;
    private final MethodHandle localAddress;
    private final MethodHandle localHost;
    private final MethodHandle remoteAddress;
    private volatile boolean pollMisleads;

    /** Finds the natives. A native that this JDK does not have counts as no answer. */
    public Kernel(JdkInternals jdk) throws ClassNotFoundException {
        Class<?> net = JdkInternals.uninitialized("sun.nio.ch.Net");
        getIntOption = optional(jdk, net, "getIntOption0", FileDescriptor.class, boolean.class, int.class, int.class);
        poll = optional(jdk, net, "poll", FileDescriptor.class, int.class, long.class);
        receiveQueue = ReceiveQueue.of(jdk, net);
        localAddress = optional(jdk, net, "localAddress", FileDescriptor.class);
        localHost = optional(jdk, net, "localInetAddress", FileDescriptor.class);
        remoteAddress = optional(jdk, net, "remoteAddress", FileDescriptor.class);
    }

    private static MethodHandle optional(JdkInternals jdk, Class<?> type, String name, Class<?>... parameters) {
        try {
            return jdk.method(type, name, parameters);
        } catch (ReflectiveOperationException otherJdk) {
            return null; // calling it is caught like every other failure to answer
        }
    }

    /** Returns the state, or null where the kernel cannot be asked or does not know the descriptor as a TCP socket. */
    public TcpState stateOf(FileDescriptor descriptor) {
        return TcpInfo.state(infoOf(descriptor));
    }

    /** Returns a number for {@link TcpInfo} to read; {@link TcpInfo#NONE} where there is no answer. */
    public int infoOf(FileDescriptor descriptor) {
        if (!CAN_BE_ASKED || descriptor == null || !descriptor.valid()) {
            return TcpInfo.NONE;
        }
        try {
            return (int) getIntOption.invokeExact(descriptor, false, IPPROTO_TCP, TCP_INFO);
        } catch (Throwable t) {
            return TcpInfo.NONE;
        }
    }

    /** Returns whether a read or write that fails with this error means that the connection is over. */
    public static boolean isEnd(int errno) {
        return errno != EINTR && errno != EAGAIN && errno != ENOBUFS && errno != ECANCELED;
    }

    /** Returns whether received data waits to be read, not counting the peer's FIN; false where it cannot be known. */
    public boolean hasUnreadData(FileDescriptor descriptor) {
        if (!CAN_BE_ASKED || descriptor == null || !descriptor.valid()) {
            return false;
        }
        try {
            return receiveQueue.bytesOf(descriptor) > 0;
        } catch (Throwable t) {
            return false;
        }
    }

    /**
     * Returns whether nothing has come: no waiting data, no FIN, no reset. A FIN of ours does not show (tcp_poll in
     * net/ipv4/tcp.c), so for a connection that has sent none this means ESTABLISHED, at a third of the cost of the two
     * questions above. False where it cannot be known.
     */
    public boolean isQuiet(FileDescriptor descriptor) {
        return eventsOf(descriptor) == 0;
    }

    /**
     * Returns whether the peer's FIN has come, no reset, and no FIN of ours was sent: CLOSE_WAIT. False where it cannot
     * be known.
     */
    public boolean isHalfClosed(FileDescriptor descriptor) {
        return eventsOf(descriptor) == (POLLIN | POLLRDHUP);
    }

    /** Stops the use of poll(2): some FINs of ours may be unknown here, and poll(2) does not show them. */
    public void pollMisleads() {
        pollMisleads = true;
    }

    private int eventsOf(FileDescriptor descriptor) {
        return pollMisleads ? -1 : eventsNow(descriptor);
    }

    private int eventsNow(FileDescriptor descriptor) {
        if (!CAN_BE_ASKED || descriptor == null || !descriptor.valid()) {
            return -1;
        }
        try {
            return (int) poll.invokeExact(descriptor, POLLIN | POLLRDHUP, 0L);
        } catch (Throwable t) {
            return -1;
        }
    }

    /**
     * Returns whether the descriptor is a TCP socket without a connection, and of which kind. No answer depends on
     * waiting data, and nothing is taken from the application: SO_ERROR, which would say more, is an error that the
     * application has yet to read.
     */
    public Use useOf(FileDescriptor descriptor) {
        // In this order: what is no TCP socket may have no address but one of its own kind.
        if (!isTcp(descriptor) || stateOf(descriptor) != TcpState.CLOSED) {
            return Use.OTHER;
        }
        int events = eventsNow(descriptor);
        if (events < 0) {
            return Use.OTHER;
        }
        if ((events & POLLRDHUP) != 0) {
            return Use.OVER; // tcp_done has shut down both directions; those of a new socket are open
        }
        InetSocketAddress local = localAddressOf(descriptor);
        return local != null && local.getPort() == 0 ? Use.NEVER_CONNECTED : Use.OTHER;
    }

    /** Returns whether the descriptor is a TCP socket; true also where that cannot be known. */
    public boolean mayBeTcp(FileDescriptor descriptor) {
        int protocol = socketOptionOf(descriptor, SO_PROTOCOL);
        return protocol == IPPROTO_TCP || protocol < 0;
    }

    private boolean isTcp(FileDescriptor descriptor) {
        return socketOptionOf(descriptor, SO_PROTOCOL) == IPPROTO_TCP;
    }

    /** Returns whether SO_KEEPALIVE is set; false where it cannot be known. */
    public boolean keepsAlive(FileDescriptor descriptor) {
        return socketOptionOf(descriptor, SO_KEEPALIVE) > 0;
    }

    /** Returns SO_LINGER in seconds; -1 for off, and where it cannot be known. */
    public int lingerOf(FileDescriptor descriptor) {
        return socketOptionOf(descriptor, SO_LINGER);
    }

    /** Returns whether SO_REUSEADDR is set; false where it cannot be known. */
    public boolean reusesAddress(FileDescriptor descriptor) {
        return socketOptionOf(descriptor, SO_REUSEADDR) > 0;
    }

    private int socketOptionOf(FileDescriptor descriptor, int option) {
        if (!CAN_BE_ASKED || descriptor == null || !descriptor.valid()) {
            return -1;
        }
        try {
            return (int) getIntOption.invokeExact(descriptor, false, SOL_SOCKET, option);
        } catch (Throwable t) {
            return -1;
        }
    }

    /** Returns the local end, or null. */
    public InetSocketAddress localAddressOf(FileDescriptor descriptor) {
        return addressOf(localAddress, descriptor);
    }

    /** Returns the local end where the port is already known, at half the cost; or null. */
    public InetSocketAddress localAddressOf(FileDescriptor descriptor, int port) {
        if (descriptor == null || !descriptor.valid()) {
            return null;
        }
        try {
            InetAddress host = (InetAddress) localHost.invokeExact(descriptor);
            return host == null ? null : new InetSocketAddress(host, port);
        } catch (Throwable t) {
            return null;
        }
    }

    /** Returns the peer's end, or null once the connection is dead. */
    public InetSocketAddress remoteAddressOf(FileDescriptor descriptor) {
        return addressOf(remoteAddress, descriptor);
    }

    private static InetSocketAddress addressOf(MethodHandle which, FileDescriptor descriptor) {
        if (descriptor == null || !descriptor.valid()) {
            return null;
        }
        try {
            return (InetSocketAddress) which.invokeExact(descriptor);
        } catch (Throwable t) {
            return null;
        }
    }
}
