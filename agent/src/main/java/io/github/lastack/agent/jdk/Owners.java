// SPDX-License-Identifier: Apache-2.0
// Copyright the Lastack authors
package io.github.lastack.agent.jdk;

import java.io.FileDescriptor;
import java.lang.invoke.MethodHandle;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.MethodType;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ProtocolFamily;
import java.net.SocketAddress;
import java.net.SocketImpl;
import java.net.StandardProtocolFamily;
import java.nio.channels.Channel;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * What holds descriptors: in the JDK the implementations of sockets, and the channels; in a native transport its socket.
 * A kind of channel that this JDK does not have, or has otherwise, is as if it held none. Thread-safe; takes no lock, and
 * of the owners calls no method but {@code isOpen} and a native transport's getter, which read a field.
 */
public final class Owners {
    /** Netty's method is final and only reads a field. */
    private static final ClassValue<MethodHandle> NUMBER = getter("intValue", int.class);

    /** Netty's method is final and asks the kernel, past everything that is hooked. */
    private static final ClassValue<MethodHandle> PEER = getter("remoteAddress", InetSocketAddress.class);

    /** By class of a native transport's socket. */
    private static ClassValue<MethodHandle> getter(String name, Class<?> result) {
        return new ClassValue<MethodHandle>() {
            @Override
            protected MethodHandle computeValue(Class<?> type) {
                try {
                    return MethodHandles.publicLookup()
                            .unreflect(type.getMethod(name)) // of a public class, though type may be none
                            .asType(MethodType.methodType(result, Object.class));
                } catch (ReflectiveOperationException e) {
                    throw new IllegalArgumentException(e);
                }
            }
        };
    }

    /** By class of io_uring's channels: the getter of their socket; empty for what is a socket itself. */
    private static final ClassValue<Optional<MethodHandle>> SOCKET = new ClassValue<Optional<MethodHandle>>() {
        @Override
        protected Optional<MethodHandle> computeValue(Class<?> type) {
            for (Class<?> here = type; here != null; here = here.getSuperclass()) {
                for (Class<?> known : here.getInterfaces()) {
                    if (known.getName().endsWith("io.netty.channel.unix.UnixChannel")) {
                        return Optional.of(getter(known));
                    }
                }
            }
            return Optional.empty();
        }

        private MethodHandle getter(Class<?> channel) {
            try {
                return MethodHandles.publicLookup()
                        .unreflect(channel.getMethod("fd"))
                        .asType(MethodType.methodType(Object.class, Object.class));
            } catch (ReflectiveOperationException e) {
                throw new IllegalArgumentException(e);
            }
        }
    };

    /** ServerSocket's, and ServerSocketChannelImpl's. */
    private static final int DEFAULT_BACKLOG = 50;

    private final List<ChannelKind> channels = new ArrayList<>();
    private volatile ChannelKind lastKind; // most programs have one

    /** @throws ReflectiveOperationException if this JDK is not as expected */
    public Owners(JdkInternals jdk) throws ReflectiveOperationException {
        JdkFields.require();
        add(jdk, SocketChannels.API, SocketChannels.TYPE, true);
        add(jdk, SocketChannels.API, "sun.nio.ch.ServerSocketChannelImpl", false);
        add(jdk, "AsynchronousSocketChannel", "sun.nio.ch.AsynchronousSocketChannelImpl", true);
        add(jdk, "AsynchronousSocketChannel", "sun.nio.ch.AsynchronousServerSocketChannelImpl", false);
    }

    /**
     * What the owner's connection is known by: the descriptor that it holds now, or null; a native transport's socket is
     * its own.
     */
    public Object identityOf(Object owner) {
        return isOfJdk(owner) ? descriptorOf(owner) : nativeSocketOf(owner);
    }

    /** What the owner's connection is known by, if it is a socket of the JDK's; else null. */
    public Object socketOf(Object owner) {
        return isOfJdk(owner) ? descriptorOf(owner) : null;
    }

    /**
     * The same, or null if the owner is closed: a closed channel keeps its descriptor, and that its number, which is soon
     * another socket's.
     */
    public Object openIdentityOf(Object owner) {
        return isOpen(owner) ? identityOf(owner) : null;
    }

    /** False for a channel that is closed, or about to be. */
    public boolean isOpen(Object owner) {
        return !(owner instanceof Channel) || ((Channel) owner).isOpen();
    }

    private static Object nativeSocketOf(Object owner) {
        try {
            Optional<MethodHandle> ofChannel = SOCKET.get(owner.getClass());
            return ofChannel.isPresent() ? (Object) ofChannel.get().invokeExact(owner) : owner;
        } catch (Throwable t) {
            return owner;
        }
    }

    /** Whether its descriptor is closed where {@code descriptorCloses} hears of it: all but that of a plain Socket. */
    public boolean closesByDispatcher(Object owner) {
        return owner.getClass().getName().startsWith("sun.nio.ch.");
    }

    /** The descriptor number of a native transport's socket, or -1. */
    public int numberOf(Object socket) {
        try {
            return (int) NUMBER.get(socket.getClass()).invokeExact(socket);
        } catch (Throwable t) {
            return -1;
        }
    }

    /** Whom a native transport's socket is connected to, or null. */
    public InetSocketAddress peerOf(Object socket) {
        try {
            return (InetSocketAddress) PEER.get(socket.getClass()).invokeExact(socket);
        } catch (Throwable t) {
            return null;
        }
    }

    private static boolean isOfJdk(Object owner) {
        return owner instanceof SocketImpl || owner.getClass().getClassLoader() == null;
    }

    private void add(JdkInternals jdk, String api, String type, boolean connects) {
        try {
            boolean isOfMost = type.equals(SocketChannels.TYPE);
            channels.add(isOfMost ? new SocketChannels(jdk) : new ChannelKind(jdk, api, type, connects));
        } catch (ReflectiveOperationException absent) {
            // Its hooks are reported as absent, too.
        }
    }

    /** The descriptor that the owner holds now, or null; Unix-domain channels are as if they held none. */
    public FileDescriptor descriptorOf(Object owner) {
        try {
            if (owner instanceof SocketImpl) {
                return (FileDescriptor) JdkFields.SOCKET_DESCRIPTOR.invokeExact((SocketImpl) owner);
            }
            ChannelKind kind = kindOf(owner);
            return kind == null || kind.isUnixDomain(owner) ? null : kind.descriptorOf(owner);
        } catch (Throwable t) {
            return null;
        }
    }

    /**
     * The peer of an accepted connection as accept(2) gave it, which is known even when it has gone; null if the owner is
     * no TCP socket. JDK 8 and 11 have no other way: they declare {@code Net.remoteAddress} without its natives.
     */
    public InetSocketAddress acceptedFrom(Object owner) {
        try {
            if (owner instanceof SocketImpl) {
                InetAddress address = (InetAddress) JdkFields.SOCKET_ADDRESS.invokeExact((SocketImpl) owner);
                int port = (int) JdkFields.SOCKET_PORT.invokeExact((SocketImpl) owner);
                return address == null ? null : new InetSocketAddress(address, port);
            }
            ChannelKind kind = kindOf(owner);
            SocketAddress peer = kind == null || !kind.connects ? null : kind.peerOf(owner);
            return peer instanceof InetSocketAddress ? (InetSocketAddress) peer : null;
        } catch (Throwable t) {
            return null;
        }
    }

    /** The local end of a channel that is connected; null for any other owner. */
    public InetSocketAddress localOf(Object owner) {
        try {
            ChannelKind kind = kindOf(owner);
            SocketAddress local = kind == null || !kind.connects ? null : kind.localOf(owner);
            return local instanceof InetSocketAddress ? (InetSocketAddress) local : null;
        } catch (Throwable t) {
            return null;
        }
    }

    /** The local port of a Socket's implementation that is connected; 0 for any other owner. */
    public int localPortOf(Object owner) {
        try {
            return owner instanceof SocketImpl ? (int) JdkFields.SOCKET_LOCAL_PORT.invokeExact((SocketImpl) owner) : 0;
        } catch (Throwable t) {
            return 0;
        }
    }

    /** Whether one of the JDK's, not connected yet, has a local address already: by an explicit bind. */
    public boolean isBound(Object owner) {
        try {
            if (owner instanceof SocketImpl) {
                return (int) JdkFields.SOCKET_LOCAL_PORT.invokeExact((SocketImpl) owner) > 0; // -1 if not made so
            }
            ChannelKind kind = kindOf(owner);
            return kind != null && kind.connects && kind.localOf(owner) != null;
        } catch (Throwable t) {
            return false;
        }
    }

    /** The public class through which the application holds the owner's descriptor. */
    public String apiOf(Object owner) {
        ChannelKind kind = kindOf(owner);
        return kind != null ? kind.api : isOfJdk(owner) ? "Socket" : "Netty";
    }

    /** The backlog with which listen(2) is called: the JDK's own default where the application's means nothing. */
    public int backlogOf(Object owner, int asked) {
        return asked < 1 && isOfJdk(owner) ? DEFAULT_BACKLOG : asked;
    }

    private ChannelKind kindOf(Object owner) {
        if (owner instanceof SocketImpl) {
            return null;
        }
        ChannelKind last = lastKind;
        if (last != null && owner.getClass() == last.type) {
            return last;
        }
        for (ChannelKind kind : channels) {
            if (kind.type.isInstance(owner)) {
                lastKind = kind;
                return kind;
            }
        }
        return null;
    }

    private static class ChannelKind {
        final String api;
        final Class<?> type;

        /** False for a server channel, which has no addresses then. */
        final boolean connects;

        final MethodHandle descriptor;
        final MethodHandle peer;
        final MethodHandle local;

        /** Null for a kind that is always TCP: all until JDK 15, and asynchronous ones. */
        final MethodHandle family;

        ChannelKind(JdkInternals jdk, String api, String type, boolean connects) throws ReflectiveOperationException {
            this.api = api;
            this.type = JdkInternals.uninitialized(type);
            this.connects = connects;
            descriptor = getter(jdk, "fd", FileDescriptor.class);
            peer = connects ? getter(jdk, "remoteAddress", SocketAddress.class) : null;
            local = connects ? getter(jdk, "localAddress", SocketAddress.class) : null;
            family = familyOf(jdk);
        }

        private MethodHandle getter(JdkInternals jdk, String field, Class<?> of) throws ReflectiveOperationException {
            return jdk.getter(type, field).asType(MethodType.methodType(of, Object.class));
        }

        private MethodHandle familyOf(JdkInternals jdk) {
            try {
                return getter(jdk, "family", ProtocolFamily.class);
            } catch (ReflectiveOperationException absent) {
                return null;
            }
        }

        FileDescriptor descriptorOf(Object owner) throws Throwable {
            return (FileDescriptor) descriptor.invokeExact(owner);
        }

        SocketAddress peerOf(Object owner) throws Throwable {
            return (SocketAddress) peer.invokeExact(owner);
        }

        SocketAddress localOf(Object owner) throws Throwable {
            return (SocketAddress) local.invokeExact(owner);
        }

        ProtocolFamily familyOf(Object owner) throws Throwable {
            return family == null ? null : (ProtocolFamily) family.invokeExact(owner);
        }

        final boolean isUnixDomain(Object owner) throws Throwable {
            ProtocolFamily known = familyOf(owner);
            return known != null
                    && known != StandardProtocolFamily.INET
                    && known != StandardProtocolFamily.INET6
                    && known.name().equals("UNIX");
        }
    }

    /** The kind that there are most of: its getters are constants, as those of {@link JdkFields} are. */
    private static final class SocketChannels extends ChannelKind {
        private static final String API = "SocketChannel";
        private static final String TYPE = "sun.nio.ch.SocketChannelImpl";

        SocketChannels(JdkInternals jdk) throws ReflectiveOperationException {
            super(jdk, API, TYPE, true);
            Getters.load(); // now, and not inside of a hook
        }

        @Override
        FileDescriptor descriptorOf(Object owner) throws Throwable {
            return (FileDescriptor) Getters.DESCRIPTOR.invokeExact(owner);
        }

        @Override
        SocketAddress peerOf(Object owner) throws Throwable {
            return (SocketAddress) Getters.PEER.invokeExact(owner);
        }

        @Override
        SocketAddress localOf(Object owner) throws Throwable {
            return (SocketAddress) Getters.LOCAL.invokeExact(owner);
        }

        @Override
        ProtocolFamily familyOf(Object owner) throws Throwable {
            return Getters.FAMILY == null ? null : (ProtocolFamily) Getters.FAMILY.invokeExact(owner);
        }

        private static final class Getters {
            static final MethodHandle DESCRIPTOR;
            static final MethodHandle PEER;
            static final MethodHandle LOCAL;
            static final MethodHandle FAMILY;

            static {
                try {
                    ChannelKind kind = new ChannelKind(JdkInternals.opened(), API, TYPE, true);
                    DESCRIPTOR = kind.descriptor;
                    PEER = kind.peer;
                    LOCAL = kind.local;
                    FAMILY = kind.family;
                } catch (ReflectiveOperationException e) {
                    throw new ExceptionInInitializerError(e); // the same has just succeeded
                }
            }

            static void load() {}
        }
    }
}
