// SPDX-License-Identifier: Apache-2.0
// Copyright the Lastack authors
package io.github.lastack.agent.instrument;

import static io.github.lastack.agent.instrument.Hook.Load.FIRST_ARGUMENT;
import static io.github.lastack.agent.instrument.Hook.Load.OUTER;
import static io.github.lastack.agent.instrument.Hook.Load.RETURN_VALUE;
import static io.github.lastack.agent.instrument.Hook.Load.SECOND_ARGUMENT;
import static io.github.lastack.agent.instrument.Hook.Load.THIRD_ARGUMENT;
import static io.github.lastack.agent.instrument.Hook.Load.THIS;
import static io.github.lastack.agent.instrument.Hook.Load.THROWN;

import java.util.ArrayList;
import java.util.Collections;
import java.util.List;

/**
 * Every method of Netty's native transports that the agent hooks, and why: they call the kernel through their own
 * natives, not through the JDK's sockets. Rows for 4.1 and 4.2; a row whose method a version does not have is absent
 * there.
 */
final class NettyCatalog {
    /** The prefix of every name here; a shaded Netty has something before it. */
    static final String NETTY = "io/netty/";

    static final List<Hook> HOOKS;

    private static final List<Hook> ROWS = new ArrayList<>();

    static {
        // Every socket, also of UDP and Unix domains: the kernel is asked which kind it is. Called in a client's
        // channel constructor, so that the stack names application code where the connect is an event loop's.
        String socket = "io/netty/channel/unix/Socket";
        row(socket, "<init>", "(I)V").returned("created", THIS, FIRST_ARGUMENT);
        row(socket, "connect", "(Ljava/net/SocketAddress;)Z")
                .entry("connectBegins", THIS, FIRST_ARGUMENT)
                .returned("connectReturned", RETURN_VALUE, THIS)
                .thrown("connectFailed", THROWN, THIS);
        row(socket, "finishConnect", "()Z")
                .entry("finishBegins", THIS)
                .returned("connectReturned", RETURN_VALUE, THIS)
                .thrown("connectFailed", THROWN, THIS);
        row(socket, "bind", "(Ljava/net/SocketAddress;)V").thrown("bindFailed", THROWN, THIS, FIRST_ARGUMENT);
        row(socket, "listen", "(I)V").returned("listens", THIS, FIRST_ARGUMENT).thrown("listenFailed", THROWN, THIS);
        row(socket, "shutdown", "(ZZ)V").entry("shuts", FIRST_ARGUMENT, SECOND_ARGUMENT, THIS);
        reads(socket, "recv", "recvAddress");
        writes(socket, "send", "sendAddress");

        // read and write are used by older releases of 4.1, writev by all. Pipes and event descriptors pass here too,
        // and are ignored.
        String descriptor = "io/netty/channel/unix/FileDescriptor";
        reads(descriptor, "read", "readAddress");
        writes(descriptor, "write", "writeAddress");
        row(descriptor, "writev", "([Ljava/nio/ByteBuffer;IIJ)J")
                .returned("writeReturned", RETURN_VALUE, THIS)
                .thrown("writeFailed", THROWN, THIS);
        row(descriptor, "writevAddresses", "(JI)J")
                .returned("writeReturned", RETURN_VALUE, THIS)
                .thrown("writeFailed", THROWN, THIS);
        row("io/netty/channel/epoll/LinuxSocket", "sendFile", "(Lio/netty/channel/DefaultFileRegion;JJJ)J")
                .returned("writeReturned", RETURN_VALUE, THIS)
                .thrown("writeFailed", THROWN, THIS);
        // io_uring closes through its ring, and calls only the second.
        row(descriptor, "close", "()V").entry("closes", THIS);
        row(descriptor, "markClosed", "()Z").entry("closes", THIS);

        // accept returns a number; this is the first place that has the socket and the peer, on accept's own stack.
        String acceptedChannel =
                "(Lio/netty/channel/Channel;Lio/netty/channel/epoll/LinuxSocket;Ljava/net/InetSocketAddress;)V";
        row("io/netty/channel/epoll/EpollSocketChannel", "<init>", acceptedChannel)
                .returned("accepted", SECOND_ARGUMENT, THIRD_ARGUMENT);

        // io_uring connects, reads and writes through its ring, and only the ring's answer is seen: a negative answer
        // is an errno. The first row is for a multi-shot accept, which does not get the peer.
        String ring = "io/netty/channel/uring/IoUringSocketChannel";
        row(ring, "<init>", "(Lio/netty/channel/Channel;Lio/netty/channel/uring/LinuxSocket;)V")
                .returned("accepted", SECOND_ARGUMENT);
        row(ring, "<init>", "(Lio/netty/channel/Channel;Lio/netty/channel/uring/LinuxSocket;Ljava/net/SocketAddress;)V")
                .returned("accepted", SECOND_ARGUMENT, THIRD_ARGUMENT);

        String ringChannel = "io/netty/channel/uring/AbstractIoUringChannel";
        row(ringChannel, "submitConnect", "(Ljava/net/InetSocketAddress;)V")
                .entry("connectBegins", THIS, FIRST_ARGUMENT)
                .returned("connectGoesOn", THIS)
                .thrown("connectFailed", THROWN, THIS);
        // Called on success, and on failure.
        row(ringChannel, "computeRemote", "()V").entry("finishBegins", THIS).returned("connectReturned", THIS);
        String fulfillConnectPromise = "(Lio/netty/channel/ChannelPromise;Ljava/lang/Throwable;)V";
        row(ringChannel + "$AbstractUringUnsafe", "fulfillConnectPromise", fulfillConnectPromise)
                .entry("finishBegins", OUTER)
                .entry("connectFailed", SECOND_ARGUMENT, OUTER);
        String ringStream = "io/netty/channel/uring/AbstractIoUringStreamChannel$IoUringStreamUnsafe";
        row(ringStream, "readComplete0", "(BIISI)V").entry("readCompleted", SECOND_ARGUMENT, OUTER);
        // Until 4.2.17, then later.
        row(ringStream, "writeComplete0", "(BIISI)Z").entry("writeCompleted", SECOND_ARGUMENT, OUTER);
        row(ringStream, "writeComplete0", "(BIIJI)Z").entry("writeCompleted", SECOND_ARGUMENT, OUTER);

        // A native transport has no selection key: the channel itself has the handlers. 4.1, then 4.2.
        String promised = "(Lio/netty/channel/ChannelPromise;)V";
        row("io/netty/channel/epoll/AbstractEpollChannel", "doRegister", "()V").returned("registered", THIS);
        row("io/netty/channel/epoll/AbstractEpollChannel", "doRegister", promised)
                .returned("registered", THIS);
        row(ringChannel, "doRegister", promised).returned("registered", THIS);

        HOOKS = Collections.unmodifiableList(ROWS);
    }

    private NettyCatalog() {}

    private static void reads(String type, String intoBuffer, String intoMemory) {
        row(type, intoBuffer, "(Ljava/nio/ByteBuffer;II)I")
                .returned("readReturned", RETURN_VALUE, THIS)
                .thrown("readFailed", THROWN, THIS);
        row(type, intoMemory, "(JII)I")
                .returned("readReturned", RETURN_VALUE, THIS)
                .thrown("readFailed", THROWN, THIS);
    }

    private static void writes(String type, String fromBuffer, String fromMemory) {
        row(type, fromBuffer, "(Ljava/nio/ByteBuffer;II)I")
                .returned("writeReturned", RETURN_VALUE, THIS)
                .thrown("writeFailed", THROWN, THIS);
        row(type, fromMemory, "(JII)I")
                .returned("writeReturned", RETURN_VALUE, THIS)
                .thrown("writeFailed", THROWN, THIS);
    }

    private static Hook row(String type, String method, String descriptor) {
        Hook hook = new Hook(type, method, descriptor);
        ROWS.add(hook);
        return hook;
    }
}
