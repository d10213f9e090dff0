// SPDX-License-Identifier: Apache-2.0
// Copyright the Lastack authors
package io.github.lastack.agent.kernel;

import io.github.lastack.agent.jdk.JdkInternals;
import java.io.FileDescriptor;
import java.lang.invoke.MethodHandle;
import java.lang.invoke.MethodType;
import java.net.SocketImpl;

/**
 * Reads how many received bytes are unread: FIONREAD. Unlike poll(2) it does not count a FIN as data, and it answers in
 * one step what would otherwise be two questions at different moments. Thread-safe.
 */
abstract class ReceiveQueue {
    abstract int bytesOf(FileDescriptor descriptor) throws Throwable;

    /**
     * Finds the JDK's native.
     *
     * @param net {@code sun.nio.ch.Net}
     */
    static ReceiveQueue of(JdkInternals jdk, Class<?> net) {
        try {
            return new ByNet(jdk.method(net, "available", FileDescriptor.class));
        } catch (ReflectiveOperationException olderJdk) {
            try {
                return new BySocketImpl(jdk);
            } catch (ReflectiveOperationException otherJdk) {
                return new Unknown();
            }
        }
    }

    /** The native of JDK 13 and later. */
    private static final class ByNet extends ReceiveQueue {
        private final MethodHandle available;

        ByNet(MethodHandle available) {
            this.available = available;
        }

        @Override
        int bytesOf(FileDescriptor descriptor) throws Throwable {
            return (int) available.invokeExact(descriptor);
        }
    }

    /**
     * The native of JDK 8 to 12, a method of an object. One object of ours is lent each descriptor for the question and
     * never left with one, since its finalizer would close it. Its class is not initialized before there is a
     * connection: the application may yet set java.net.preferIPv4Stack.
     */
    private static final class BySocketImpl extends ReceiveQueue {
        private final MethodHandle constructor;
        private final MethodHandle available;
        private final MethodHandle lend;
        private SocketImpl asking; // guarded by this

        BySocketImpl(JdkInternals jdk) throws ReflectiveOperationException {
            Class<?> plain = JdkInternals.uninitialized("java.net.PlainSocketImpl");
            constructor = jdk.constructor(plain).asType(MethodType.methodType(SocketImpl.class));
            available = jdk.method(plain, "socketAvailable").asType(MethodType.methodType(int.class, SocketImpl.class));
            lend = jdk.setter(SocketImpl.class, "fd");
        }

        @Override
        synchronized int bytesOf(FileDescriptor descriptor) throws Throwable {
            if (asking == null) {
                asking = (SocketImpl) constructor.invokeExact();
            }
            lend.invokeExact(asking, descriptor);
            try {
                return (int) available.invokeExact(asking);
            } finally {
                lend.invokeExact(asking, (FileDescriptor) null);
            }
        }
    }

    private static final class Unknown extends ReceiveQueue {
        @Override
        int bytesOf(FileDescriptor descriptor) {
            return 0;
        }
    }
}
