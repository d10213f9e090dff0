// SPDX-License-Identifier: Apache-2.0
// Copyright the Lastack authors
package io.github.lastack.agent.instrument;

import static io.github.lastack.agent.instrument.Hook.Load.FIRST_ARGUMENT;
import static io.github.lastack.agent.instrument.Hook.Load.IMPL_FIELD;
import static io.github.lastack.agent.instrument.Hook.Load.LAST_ARGUMENT;
import static io.github.lastack.agent.instrument.Hook.Load.RETURN_VALUE;
import static io.github.lastack.agent.instrument.Hook.Load.SECOND_ARGUMENT;
import static io.github.lastack.agent.instrument.Hook.Load.THIRD_ARGUMENT;
import static io.github.lastack.agent.instrument.Hook.Load.THIS;
import static io.github.lastack.agent.instrument.Hook.Load.THROWN;

import java.util.ArrayList;
import java.util.Collections;
import java.util.List;

/**
 * Every method of the JDK that the agent hooks, and why. A row whose method a JDK does not have is absent there; none
 * is required.
 */
final class HookCatalog {
    static final List<Hook> HOOKS;

    private static final List<Hook> ROWS = new ArrayList<>();

    static {
        // Under every read and write of NIO, of the socket adaptor and of virtual threads, and since JDK 13 of Socket.
        // The descriptor is an argument, and the return code tells end of stream (-1) from would-block (-2) and
        // interrupted (-3). Pipes and Unix-domain channels pass here too; their descriptors are ignored.
        String dispatcher = "sun/nio/ch/SocketDispatcher";
        row(dispatcher, "read", "(Ljava/io/FileDescriptor;JI)I")
                .returned("readReturned", RETURN_VALUE, FIRST_ARGUMENT)
                .thrown("readFailed", THROWN, FIRST_ARGUMENT);
        row(dispatcher, "readv", "(Ljava/io/FileDescriptor;JI)J")
                .returned("readReturned", RETURN_VALUE, FIRST_ARGUMENT)
                .thrown("readFailed", THROWN, FIRST_ARGUMENT);
        row(dispatcher, "write", "(Ljava/io/FileDescriptor;JI)I")
                .returned("writeReturned", RETURN_VALUE, FIRST_ARGUMENT)
                .thrown("writeFailed", THROWN, FIRST_ARGUMENT);
        row(dispatcher, "writev", "(Ljava/io/FileDescriptor;JI)J")
                .returned("writeReturned", RETURN_VALUE, FIRST_ARGUMENT)
                .thrown("writeFailed", THROWN, FIRST_ARGUMENT);

        // transferTo by sendfile(2), past the dispatcher: JDK 8 to 21, then later.
        String file = "sun/nio/ch/FileChannelImpl";
        String transfer = "(JILjava/nio/channels/WritableByteChannel;)J";
        row(file, "transferToDirectly", transfer).returned("transferred", RETURN_VALUE, THIRD_ARGUMENT);
        row(file, "transferToDirect", transfer).returned("transferred", RETURN_VALUE, THIRD_ARGUMENT);

        // The real close, by which a cleaner closes an abandoned Socket (13+) without any close() being called. JDK 8
        // to 17, then 21 and later.
        row(dispatcher, "close", "(Ljava/io/FileDescriptor;)V").entry("descriptorCloses", FIRST_ARGUMENT);
        row("sun/nio/ch/UnixDispatcher", "close", "(Ljava/io/FileDescriptor;)V")
                .entry("descriptorCloses", FIRST_ARGUMENT);

        // Socket and ServerSocket. create makes the descriptor, which is lost if neither connect nor close ever
        // follows. JDK 8 to 12, and 13 to 17 with -Djdk.net.usePlainSocketImpl=true. doConnect is below the host name,
        // the SOCKS handshake and the retries over addresses: one call, one SYN.
        String plain = "java/net/AbstractPlainSocketImpl";
        row(plain, "create", "(Z)V").returned("created", FIRST_ARGUMENT, THIS);
        row(plain, "doConnect", "(Ljava/net/InetAddress;II)V")
                .entry("connectBegins", THIS, FIRST_ARGUMENT, SECOND_ARGUMENT, THIRD_ARGUMENT)
                .returned("connectReturned", THIS)
                .thrown("connectFailed", THROWN, THIS);
        row(plain, "accept", "(Ljava/net/SocketImpl;)V").returned("accepted", FIRST_ARGUMENT);
        bindAndListen(plain);
        shutdownAndClose(plain, "()V", "close");
        // The last Java method that has the descriptor before recv(2).
        row("java/net/SocketInputStream", "socketRead", "(Ljava/io/FileDescriptor;[BIII)I")
                .returned("plainReadReturned", RETURN_VALUE, FIRST_ARGUMENT)
                .thrown("readFailed", THROWN, FIRST_ARGUMENT);
        row("java/net/SocketOutputStream", "socketWrite", "([BII)V")
                .returned("plainWriteReturned", IMPL_FIELD)
                .thrown("plainWriteFailed", THROWN, IMPL_FIELD);

        row(plain, "setOption", "(ILjava/lang/Object;)V").entry("optionSets", FIRST_ARGUMENT);

        // Under every setting of an option of NIO's, and since JDK 13 of Socket's: as long as SO_LINGER is never set,
        // it need not be read at every close.
        String setSocketOption =
                "(Ljava/io/FileDescriptor;Ljava/net/ProtocolFamily;Ljava/net/SocketOption;Ljava/lang/Object;)V";
        row("sun/nio/ch/Net", "setSocketOption", setSocketOption).entry("optionSets", THIRD_ARGUMENT);

        // Socket and ServerSocket: JDK 13 and later.
        String nio = "sun/nio/ch/NioSocketImpl";
        row(nio, "create", "(Z)V").returned("created", FIRST_ARGUMENT, THIS);
        row(nio, "connect", "(Ljava/net/SocketAddress;I)V")
                .entry("connectBegins", THIS, FIRST_ARGUMENT, SECOND_ARGUMENT)
                .returned("connectReturned", THIS)
                .thrown("connectFailed", THROWN, THIS);
        row(nio, "accept", "(Ljava/net/SocketImpl;)V").returned("accepted", FIRST_ARGUMENT);
        bindAndListen(nio);
        shutdownAndClose(nio, "()V", "close");

        // Where an asynchronous connect ends that the kernel refuses at once; the channel's own connect reports no
        // reason.
        row("sun/nio/ch/Net", "connect", "(Ljava/io/FileDescriptor;Ljava/net/InetAddress;I)I")
                .thrown("connectThrew", THROWN, FIRST_ARGUMENT);

        // SocketChannel. Its constructor names application code where a library connects on an event loop of its own.
        // 17 has both of the first two, the one calling the other.
        String channel = "sun/nio/ch/SocketChannelImpl";
        row(channel, "<init>", "(Ljava/nio/channels/spi/SelectorProvider;)V").returned("created", THIS);
        row(channel, "<init>", "(Ljava/nio/channels/spi/SelectorProvider;Ljava/net/ProtocolFamily;)V")
                .returned("created", THIS);
        // The constructor that accept calls: JDK 8 to 15, then 16 and later.
        String acceptedUntil15 =
                "(Ljava/nio/channels/spi/SelectorProvider;Ljava/io/FileDescriptor;Ljava/net/InetSocketAddress;)V";
        row(channel, "<init>", acceptedUntil15).returned("accepted", THIS);
        String acceptedSince16 =
                "(Ljava/nio/channels/spi/SelectorProvider;Ljava/net/ProtocolFamily;Ljava/io/FileDescriptor;"
                        + "Ljava/net/SocketAddress;)V";
        row(channel, "<init>", acceptedSince16).returned("accepted", THIS);
        row(channel, "connect", "(Ljava/net/SocketAddress;)Z")
                .entry("connectBegins", THIS, FIRST_ARGUMENT)
                .returned("connectReturned", RETURN_VALUE, THIS)
                .thrown("connectFailed", THROWN, THIS);
        row(channel, "finishConnect", "()Z")
                .entry("finishBegins", THIS)
                .returned("connectReturned", RETURN_VALUE, THIS)
                .thrown("connectFailed", THROWN, THIS);
        // The adaptor's connect with a timeout: JDK 13 and later.
        row(channel, "blockingConnect", "(Ljava/net/SocketAddress;J)V")
                .entry("connectBegins", THIS, FIRST_ARGUMENT, SECOND_ARGUMENT)
                .returned("connectReturned", THIS)
                .thrown("connectFailed", THROWN, THIS);
        row(channel, "bind", "(Ljava/net/SocketAddress;)Ljava/nio/channels/SocketChannel;")
                .thrown("bindFailed", THROWN, THIS, FIRST_ARGUMENT);
        shutdownAndClose(channel, "()Ljava/nio/channels/SocketChannel;", "implCloseSelectableChannel");

        // All stacks of a connection that an event loop serves are the loop's: only its attachment tells which code
        // owns it. The attachment is set after this and may be replaced.
        row("sun/nio/ch/SelectionKeyImpl", "<init>", "(Lsun/nio/ch/SelChImpl;Lsun/nio/ch/SelectorImpl;)V")
                .returned("registered", THIS);

        // ServerSocketChannel: where a server was created and began to listen.
        String server = "sun/nio/ch/ServerSocketChannelImpl";
        row(server, "<init>", "(Ljava/nio/channels/spi/SelectorProvider;)V").returned("created", THIS);
        row(server, "<init>", "(Ljava/nio/channels/spi/SelectorProvider;Ljava/net/ProtocolFamily;)V")
                .returned("created", THIS);
        row(server, "bind", "(Ljava/net/SocketAddress;I)Ljava/nio/channels/ServerSocketChannel;")
                .returned("listens", THIS, SECOND_ARGUMENT)
                .thrown("bindFailed", THROWN, THIS, FIRST_ARGUMENT);
        row(server, "implCloseSelectableChannel", "()V").entry("closes", THIS);

        // SSLSocket: the application's end of stream is the peer's close_notify, which is no -1 of the TCP stream.
        row("sun/security/ssl/SSLSocketImpl$AppInputStream", "read", "([BII)I")
                .returned("tlsReadReturned", RETURN_VALUE, THIS)
                .beyondSelfTest();

        // AsynchronousSocketChannel. Its connect throws nothing: a failure closes the channel and goes into the future.
        // A success calls setConnected, at once or when the event loop finishes the connect.
        String asynchronous = "sun/nio/ch/UnixAsynchronousSocketChannelImpl";
        row(asynchronous, "<init>", "(Lsun/nio/ch/Port;)V").returned("created", THIS);
        row(asynchronous, "<init>", "(Lsun/nio/ch/Port;Ljava/io/FileDescriptor;Ljava/net/InetSocketAddress;)V")
                .returned("accepted", THIS);
        String implConnect = "(Ljava/net/SocketAddress;Ljava/lang/Object;Ljava/nio/channels/CompletionHandler;)"
                + "Ljava/util/concurrent/Future;";
        row(asynchronous, "implConnect", implConnect)
                .entry("connectBegins", THIS, FIRST_ARGUMENT)
                .returned("asynchronousReturned", THIS)
                .thrown("connectFailed", THROWN, THIS);
        row(asynchronous, "setConnected", "()V").returned("connected", THIS);
        row(asynchronous, "finishConnect", "(Z)V")
                .entry("finishBegins", THIS)
                .returned("asynchronousReturned", THIS)
                .thrown("connectFailed", THROWN, THIS);
        // Where a read or write begins; the bytes may be moved by a thread of the channel's group.
        String begins = "(ZLjava/nio/ByteBuffer;[Ljava/nio/ByteBuffer;JLjava/util/concurrent/TimeUnit;"
                + "Ljava/lang/Object;Ljava/nio/channels/CompletionHandler;)Ljava/util/concurrent/Future;";
        row(asynchronous, "implRead", begins).entry("readBegins", THIS, LAST_ARGUMENT);
        row(asynchronous, "implWrite", begins).entry("writeBegins", THIS, LAST_ARGUMENT);
        row(asynchronous, "implClose", "()V").entry("closes", THIS);
        String asynchronousBase = "sun/nio/ch/AsynchronousSocketChannelImpl";
        String sameChannel = "()Ljava/nio/channels/AsynchronousSocketChannel;";
        row(asynchronousBase, "bind", "(Ljava/net/SocketAddress;)Ljava/nio/channels/AsynchronousSocketChannel;")
                .thrown("bindFailed", THROWN, THIS, FIRST_ARGUMENT);
        row(asynchronousBase, "shutdownInput", sameChannel).entry("inputShuts", THIS);
        row(asynchronousBase, "shutdownOutput", sameChannel).entry("outputShuts", THIS);

        // AsynchronousServerSocketChannel.
        String asynchronousServer = "sun/nio/ch/UnixAsynchronousServerSocketChannelImpl";
        row(asynchronousServer, "<init>", "(Lsun/nio/ch/Port;)V").returned("created", THIS);
        row(asynchronousServer, "implClose", "()V").entry("closes", THIS);
        String bindAsynchronous = "(Ljava/net/SocketAddress;I)Ljava/nio/channels/AsynchronousServerSocketChannel;";
        row("sun/nio/ch/AsynchronousServerSocketChannelImpl", "bind", bindAsynchronous)
                .returned("listens", THIS, SECOND_ARGUMENT)
                .thrown("bindFailed", THROWN, THIS, FIRST_ARGUMENT);

        // Before any shutdown hook is started: what the hooks close would have been freed by the end of the JVM. A hook
        // of our own would run beside them, in no order.
        row("java/lang/ApplicationShutdownHooks", "runHooks", "()V")
                .entry("jvmShutsDown")
                .beyondSelfTest();

        HOOKS = Collections.unmodifiableList(ROWS);
    }

    private HookCatalog() {}

    /** A successful bind costs nothing; for one that fails the descriptor is still open here, and can be asked. */
    private static void bindAndListen(String type) {
        row(type, "bind", "(Ljava/net/InetAddress;I)V")
                .thrown("bindFailed", THROWN, THIS, FIRST_ARGUMENT, SECOND_ARGUMENT);
        row(type, "listen", "(I)V").returned("listens", THIS, FIRST_ARGUMENT).thrown("listenFailed", THROWN, THIS);
    }

    /**
     * Entry, not exit: the first FIN may be sent long before the descriptor is closed, and the kernel is asked before
     * it.
     */
    private static void shutdownAndClose(String type, String shutdownDescriptor, String close) {
        row(type, "shutdownInput", shutdownDescriptor).entry("inputShuts", THIS);
        row(type, "shutdownOutput", shutdownDescriptor).entry("outputShuts", THIS);
        row(type, close, "()V").entry("closes", THIS);
    }

    private static Hook row(String type, String method, String descriptor) {
        Hook hook = new Hook(type, method, descriptor);
        ROWS.add(hook);
        return hook;
    }
}
