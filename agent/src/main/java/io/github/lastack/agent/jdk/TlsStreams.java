// SPDX-License-Identifier: Apache-2.0
// Copyright the Lastack authors
package io.github.lastack.agent.jdk;

import java.io.FileDescriptor;
import java.lang.invoke.MethodHandle;
import java.lang.invoke.MethodType;
import java.net.Socket;
import java.net.SocketImpl;

/**
 * Finds the descriptor below the stream that an application reads from an SSLSocket. Thread-safe.
 *
 * <p>The application sees the end of the stream at the peer's close_notify, while no read of the TCP stream below need
 * ever return -1.
 */
public final class TlsStreams {
    private final Owners owners;
    private final MethodHandle socketOf;
    private final MethodHandle layeredOver;
    private final MethodHandle implementation;
    private final MethodHandle descriptor;
    private final Class<?> adaptor;

    /**
     * Finds the fields.
     *
     * @throws ReflectiveOperationException if this JDK is not as expected
     */
    public TlsStreams(JdkInternals jdk, Owners owners) throws ReflectiveOperationException {
        this.owners = owners;
        MethodType ofObject = MethodType.methodType(Socket.class, Object.class);
        socketOf = jdk.getter(JdkInternals.uninitialized("sun.security.ssl.SSLSocketImpl$AppInputStream"), "this$0")
                .asType(ofObject);
        layeredOver = jdk.getter(JdkInternals.uninitialized("sun.security.ssl.BaseSSLSocketImpl"), "self")
                .asType(ofObject);
        implementation = jdk.getter(Socket.class, "impl");
        descriptor = jdk.method(SocketImpl.class, "getFileDescriptor");
        adaptor = JdkInternals.uninitialized("sun.nio.ch.SocketAdaptor");
    }

    /** Returns the descriptor, or null where it is not known. */
    public FileDescriptor descriptorOf(Object stream) {
        try {
            Socket tls = (Socket) socketOf.invokeExact(stream);
            Socket socket = (Socket)
                    layeredOver.invokeExact((Object) tls); // the socket itself, if it is not layered over another
            if (socket.getClass() == adaptor) {
                return owners.descriptorOf(socket.getChannel());
            }
            SocketImpl impl = (SocketImpl) implementation.invokeExact(socket);
            return impl == null ? null : (FileDescriptor) descriptor.invokeExact(impl);
        } catch (Throwable t) {
            return null;
        }
    }
}
