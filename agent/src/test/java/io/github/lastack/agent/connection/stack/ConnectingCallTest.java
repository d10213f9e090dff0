// SPDX-License-Identifier: Apache-2.0
// Copyright the Lastack authors
package io.github.lastack.agent.connection.stack;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class ConnectingCallTest {
    private static final StackTraceElement HOOK = frame("io.github.lastack.boot.SocketHooks", "created");
    private static final StackTraceElement IMPL = frame("sun.nio.ch.NioSocketImpl", "create");
    private static final StackTraceElement CREATE = frame("java.net.Socket", "createImpl");
    private static final StackTraceElement GET_IMPL = frame("java.net.Socket", "getImpl");
    private static final StackTraceElement CONNECT = frame("java.net.Socket", "connect");
    private static final StackTraceElement CONSTRUCTOR = frame("java.net.Socket", "<init>");
    private static final StackTraceElement SET_OPTION = frame("java.net.Socket", "setSoTimeout");
    private static final StackTraceElement CHANNEL = frame("sun.nio.ch.SocketChannelImpl", "<init>");
    private static final StackTraceElement PROVIDER = frame("sun.nio.ch.SelectorProviderImpl", "openSocketChannel");
    private static final StackTraceElement OPEN = frame("java.nio.channels.SocketChannel", "open");
    private static final StackTraceElement POLL = frame("com.acme.Feed", "poll");

    @Test
    void connect_makingDescriptor_isTheConnectingCall() {
        assertThat(call(HOOK, IMPL, CREATE, CONNECT, POLL)).isEqualTo(3);
        assertThat(call(HOOK, IMPL, CREATE, GET_IMPL, CONNECT, CONNECT, POLL)).isEqualTo(4);
    }

    @Test
    void constructor_withAddress_isTheConnectingCall() {
        assertThat(call(HOOK, IMPL, CREATE, CONSTRUCTOR, CONSTRUCTOR, POLL)).isEqualTo(4);
        assertThat(call(HOOK, IMPL, CONSTRUCTOR, POLL)).isEqualTo(2);
    }

    @Test
    void constructor_ofSubclass_isNoConnectingCall() {
        StackTraceElement subclass = frame("com.acme.FeedSocket", "<init>");

        assertThat(call(HOOK, IMPL, CREATE, CONSTRUCTOR, subclass, POLL)).isEqualTo(-1);
    }

    @Test
    void option_makingDescriptor_isNoConnectingCall() {
        assertThat(call(HOOK, IMPL, CREATE, GET_IMPL, SET_OPTION, POLL)).isEqualTo(-1);
    }

    @Test
    void open_withAddress_isTheConnectingCall() {
        assertThat(call(HOOK, CHANNEL, PROVIDER, OPEN, OPEN, POLL)).isEqualTo(4);
        assertThat(call(HOOK, CHANNEL, PROVIDER, OPEN, POLL)).isEqualTo(-1);
    }

    @Test
    void connect_ofAnotherSocketBelow_isNotTheConnectingCall() {
        assertThat(call(HOOK, CHANNEL, PROVIDER, OPEN, POLL, CONNECT, POLL)).isEqualTo(-1);
        assertThat(call(HOOK, IMPL, CREATE, GET_IMPL, SET_OPTION, POLL, CONNECT, POLL))
                .isEqualTo(-1);
    }

    private static int call(StackTraceElement... making) {
        return ConnectingCall.in(making);
    }

    private static StackTraceElement frame(String type, String method) {
        return new StackTraceElement(type, method, null, 1);
    }
}
