// SPDX-License-Identifier: Apache-2.0
// Copyright the Lastack authors
package io.github.lastack.agent.connection.stack;

/**
 * The call that creates a descriptor and connects it, found in the stack of the creation. A connect within that call
 * comes from the same place, so that no second stack is needed.
 */
final class ConnectingCall {
    private static final String SOCKET = "java.net.Socket";
    private static final String CHANNEL = "java.nio.channels.SocketChannel";
    private static final String CONSTRUCTOR = "<init>";

    private ConnectingCall() {}

    /** Returns the index of that call in the stack; -1 if there is none. */
    static int in(StackTraceElement[] making) {
        int first = 0;
        while (first < making.length - 1 && !isOf(making[first], SOCKET) && !isOf(making[first], CHANNEL)) {
            first++;
        }
        for (int i = first; i < making.length - 1; i++) {
            StackTraceElement frame = making[i];
            StackTraceElement caller = making[i + 1];
            if (isOf(frame, SOCKET, "connect") || isOf(frame, CHANNEL, "open") && isOf(caller, CHANNEL, "open")) {
                return isOf(frame, SOCKET) ? i : i + 1;
            }
            // A subclass may have overridden connect, which the constructor calls, without connecting.
            if (isOf(frame, SOCKET, CONSTRUCTOR) && !isConstructor(caller)) {
                return i;
            }
            if (!isOf(frame, SOCKET)) {
                return -1;
            }
        }
        return -1;
    }

    private static boolean isConstructor(StackTraceElement frame) {
        return frame.getMethodName().equals(CONSTRUCTOR);
    }

    private static boolean isOf(StackTraceElement frame, String type, String method) {
        return isOf(frame, type) && frame.getMethodName().equals(method);
    }

    private static boolean isOf(StackTraceElement frame, String type) {
        return frame.getClassName().equals(type);
    }
}
