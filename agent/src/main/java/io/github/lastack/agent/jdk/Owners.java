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
 * The objects that hold descriptors: the JDK's socket implementations and channels, and the sockets of native
 * transports. A kind of channel that this JDK does not have, or has in another form, holds none. Thread-safe; takes no
 * lock, and calls no method of an owner but {@code isOpen} and a native transport's getter, which read a field.
 */
public final class Owners {
    /** Netty's method is final and only reads a field. */
    private static final ClassValue<MethodHandle> NUMBER = getter("intValue", int.class);

    /** Netty's method is final and asks the kernel, past everything that is hooked. */
    private static final ClassValue<MethodHandle> PEER = getter("remoteAddress", InetSocketAddress.class);

    /** Returns a getter, by class of a native transport's socket. */
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

    /** The getter of the socket, by class of io_uring's channels; empty for what is a socket itself. */
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

    /** The default of ServerSocket and ServerSocketChannelImpl. */
    private static final int DEFAULT_BACKLOG = 50;

    private final List<ChannelKind> channels = new ArrayList<>();
    private volatile ChannelKind lastKind; // most programs have one

    /**
     * Finds the fields.
     *
     * @throws ReflectiveOperationException if this JDK is not as expected
     */
    public Owners(JdkInternals jdk) throws ReflectiveOperationException {
        JdkFields.require();
        add(jdk, SocketChannels.API, SocketChannels.TYPE, true);
        add(jdk, SocketChannels.API, "sun.nio.ch.ServerSocketChannelImpl", false);
        add(jdk, "AsynchronousSocketChannel", "sun.nio.ch.AsynchronousSocketChannelImpl", true);
        add(jdk, "AsynchronousSocketChannel", "sun.nio.ch.AsynchronousServerSocketChannelImpl", false);
    }

    /**
     * Returns the object that the owner's connection is found by: the descriptor that the owner holds now, or null; a
     * native transport's socket itself.
     */
    public Object identityOf(Object owner) {
        return isOfJdk(owner) ? descriptorOf(owner) : nativeSocketOf(owner);
    }

    /**
     * Returns the descriptor that the owner's connection is found by, if the owner is a socket of the JDK; else null.
     */
    public Object socketOf(Object owner) {
        return isOfJdk(owner) ? descriptorOf(owner) : null;
    }

    /**
     * Returns the identity, or null if the owner is closed: a closed channel keeps its descriptor, and that its number,
     * which is soon another socket's.
     */
    public Object openIdentityOf(Object owner) {
        return isOpen(owner) ? identityOf(owner) : null;
    }

    /** Returns whether the owner is open; false for a channel that is about to be closed. */
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

    /** Returns whether {@code descriptorCloses} reports the close of its descriptor: so for all but a plain Socket. */
    public boolean closesByDispatcher(Object owner) {
        return owner.getClass().getName().startsWith("sun.nio.ch.");
    }

    /** Returns the descriptor number of a native transport's socket, or -1. */
    public int numberOf(Object socket) {
        try {
            return (int) NUMBER.get(socket.getClass()).invokeExact(socket);
        } catch (Throwable t) {
            return -1;
        }
    }

    /** Returns the peer of a native transport's socket, or null. */
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
            // The hooks of such a channel are reported as absent, too.
        }
    }

    /** Returns the descriptor that the owner holds now, or null; Unix-domain channels hold none here. */
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
     * Returns the peer of an accepted connection as accept(2) gave it, which is known even once the peer is gone; null
     * if the owner is no TCP socket. JDK 8 and 11 have no other way: they declare {@code Net.remoteAddress} without its
     * natives.
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

    /** Returns the local end of a connected channel; null for any other owner. */
    public InetSocketAddress localOf(Object owner) {
        try {
            ChannelKind kind = kindOf(owner);
            SocketAddress local = kind == null || !kind.connects ? null : kind.localOf(owner);
            return local instanceof InetSocketAddress ? (InetSocketAddress) local : null;
        } catch (Throwable t) {
            return null;
        }
    }

    /** Returns the local port of a connected Socket's implementation; 0 for any other owner. */
    public int localPortOf(Object owner) {
        try {
            return owner instanceof SocketImpl ? (int) JdkFields.SOCKET_LOCAL_PORT.invokeExact((SocketImpl) owner) : 0;
        } catch (Throwable t) {
            return 0;
        }
    }

    /** Returns whether an owner of the JDK that is not connected yet has a local address, by an explicit bind. */
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

    /** Returns the public class through which the application uses the owner. */
    public String apiOf(Object owner) {
        ChannelKind kind = kindOf(owner);
        return kind != null ? kind.api : isOfJdk(owner) ? "Socket" : "Netty";
    }

    /**
     * Returns the backlog with which listen(2) is called: the JDK's default where the application's value means
     * nothing.
     */
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

        /** True if channels of this kind connect; false for server channels, which have no addresses then. */
        final boolean connects;

        final MethodHandle descriptor;
        final MethodHandle peer;
        final MethodHandle local;

        /** The getter of the family; null for a kind that is always TCP: all until JDK 15, and asynchronous ones. */
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

    /** The most frequent kind: its getters are constants, like those of {@link JdkFields}. */
    private static final class SocketChannels extends ChannelKind {
        private static final String API = "SocketChannel";
        private static final String TYPE = "sun.nio.ch.SocketChannelImpl";

        SocketChannels(JdkInternals jdk) throws ReflectiveOperationException {
            super(jdk, API, TYPE, true);
            Getters.load(); // now, not inside a hook
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
                    throw new ExceptionInInitializerError(e); // the lookup has just succeeded
                }
            }

            static void load() {}
        }
    }
}
