// SPDX-License-Identifier: Apache-2.0
// Copyright the Lastack authors
package io.github.lastack.agent.jdk;

import java.io.FileDescriptor;
import java.lang.invoke.MethodHandle;
import java.net.SocketImpl;

/**
 * Getters of the fields that nearly every hook reads. They are constants, so that the JIT compiler turns each into one
 * load; held by an object they would be called indirectly, which takes several times as long right after a system call.
 */
public final class JdkFields {
    public static final MethodHandle DESCRIPTOR_NUMBER;
    static final MethodHandle SOCKET_DESCRIPTOR;
    static final MethodHandle SOCKET_ADDRESS;
    static final MethodHandle SOCKET_PORT;
    static final MethodHandle SOCKET_LOCAL_PORT;

    static {
        try {
            JdkInternals jdk = JdkInternals.opened();
            DESCRIPTOR_NUMBER = jdk.getter(FileDescriptor.class, "fd");
            SOCKET_DESCRIPTOR = jdk.getter(SocketImpl.class, "fd");
            SOCKET_ADDRESS = jdk.getter(SocketImpl.class, "address");
            SOCKET_PORT = jdk.getter(SocketImpl.class, "port");
            SOCKET_LOCAL_PORT = jdk.getter(SocketImpl.class, "localport");
        } catch (ReflectiveOperationException otherJdk) {
            throw new ExceptionInInitializerError(otherJdk);
        }
    }

    private JdkFields() {}

    /**
     * Initializes the getters.
     *
     * @throws ReflectiveOperationException if this JDK is not as expected
     */
    public static void require() throws ReflectiveOperationException {
        try {
            Class.forName(JdkFields.class.getName(), true, JdkFields.class.getClassLoader());
        } catch (ExceptionInInitializerError otherJdk) {
            throw (ReflectiveOperationException) otherJdk.getCause();
        }
    }
}
