// SPDX-License-Identifier: Apache-2.0
// Copyright the Lastack authors
package io.github.lastack.agent.library;

import static org.assertj.core.api.Assertions.assertThat;

import com.acme.shaded.io.netty.channel.AbstractChannel;
import com.acme.shaded.io.netty.channel.DefaultChannelPipeline;
import com.acme.shaded.io.netty.channel.nio.NioIoHandler;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.MethodType;
import java.lang.reflect.Array;
import java.lang.reflect.Field;
import java.nio.channels.Selector;
import java.nio.channels.SocketChannel;
import java.util.Collections;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import standin.vertx.core.Connection;
import standin.vertx.core.Handler;

class AttachmentsTest {
    private static final String HERE = AttachmentsTest.class.getName();

    private final Attachments attachments = new Attachments(reader(), "standin.vertx.");

    /** Reads by sun.misc.Unsafe; the agent uses the JDK's own. */
    private static FieldReader reader() {
        try {
            Class<?> type = Class.forName("sun.misc.Unsafe");
            Field only = type.getDeclaredField("theUnsafe");
            only.setAccessible(true);
            MethodHandles.Lookup lookup = MethodHandles.publicLookup();
            return new FieldReader(
                    lookup.bind(only.get(null), "objectFieldOffset", MethodType.methodType(long.class, Field.class)),
                    lookup.bind(
                            only.get(null),
                            "getObject",
                            MethodType.methodType(Object.class, Object.class, long.class)));
        } catch (ReflectiveOperationException e) {
            throw new AssertionError(e);
        }
    }

    /** Like an application's class: nothing may call it. */
    private static class Session implements Handler {
        @Override
        public void handle(Object event) {
            throw new AssertionError("called");
        }

        @Override
        public boolean equals(Object other) {
            throw new AssertionError("called");
        }

        @Override
        public int hashCode() {
            throw new AssertionError("called");
        }

        @Override
        public String toString() {
            throw new AssertionError("called");
        }
    }

    private static final class Decoder extends Session {}

    private static final class Channel extends AbstractChannel {
        Channel(DefaultChannelPipeline pipeline) {
            super(pipeline);
        }

        /** Like that of Netty's NIO. */
        private final class Unsafe extends AbstractUnsafe {}
    }

    @Test
    void nothing_isAttached_isEmpty() throws Exception {
        assertThat(attachments.namesOf(null)).isEmpty();
        assertThat(attachedToAKey(null)).isEmpty();
    }

    @Test
    void attachment_isAnyObject_isItsClass() throws Exception {
        assertThat(attachedToAKey(new Session())).isEqualTo(HERE + "$Session");
    }

    @Test
    void attachment_isALambda_isNamedWithoutItsNumber() throws Exception {
        assertThat(attachedToAKey((Runnable) () -> {})).isEqualTo(HERE + "$$Lambda");
    }

    @Test
    void channelOfNetty_hasHandlers_areNamedInTheirOrder() throws Exception {
        Channel channel = new Channel(new DefaultChannelPipeline(new Decoder(), new Session()));

        assertThat(attachedToAKey(channel)).isEqualTo(HERE + "$Decoder, " + HERE + "$Session");
        assertThat(attachments.namesOf(channel)).as("of a native transport").isEqualTo(attachedToAKey(channel));
    }

    @Test
    void registrationOfNetty42_leadsToTheHandlers() throws Exception {
        Channel channel = new Channel(new DefaultChannelPipeline(new Session()));

        assertThat(attachedToAKey(new NioIoHandler.DefaultNioRegistration(channel.new Unsafe())))
                .isEqualTo(HERE + "$Session");
    }

    @Test
    void pipeline_hasNoHandler_isEmpty() {
        assertThat(attachments.namesOf(new Channel(new DefaultChannelPipeline())))
                .isEmpty();
    }

    @Test
    void pipeline_leadsAround_isLeft() {
        DefaultChannelPipeline pipeline = new DefaultChannelPipeline(new Session());
        pipeline.goAround();

        assertThat(attachments.namesOf(new Channel(pipeline))).isEqualTo(HERE + "$Session");
    }

    @Test
    void pipeline_hasManyHandlersOfOneClass_namesItOnce() {
        Object[] many = Collections.nCopies(1000, new Session()).toArray();

        assertThat(attachments.namesOf(new Channel(new DefaultChannelPipeline(many))))
                .isEqualTo(HERE + "$Session");
    }

    @Test
    void vertx_hasHandlersOfTheApplication_areNamedAsWell() {
        Connection connection = new Connection(event -> {}, new Decoder(), new Session(), "no handler");
        Object handler = new Connection.VertxHandler(connection);

        assertThat(attachments.namesOf(new Channel(new DefaultChannelPipeline(handler))))
                .isEqualTo("standin.vertx.core.Connection$VertxHandler, " + HERE + "$Decoder, " + HERE + "$Session");
    }

    /** Other objects that a connection refers to, beside its handlers, are shared. */
    @Test
    void vertx_hasOtherObjects_areNotFollowed() {
        Connection connection = new Connection(null, null, null, null);
        connection.serves(new Connection(null, new Decoder(), new Session(), null));
        Object handler = new Connection.VertxHandler(connection);

        assertThat(attachments.namesOf(new Channel(new DefaultChannelPipeline(handler))))
                .isEqualTo("standin.vertx.core.Connection$VertxHandler");
    }

    @Test
    void fields_cannotBeRead_nameTheAttachmentAlone() throws Exception {
        Channel channel = new Channel(new DefaultChannelPipeline(new Session()));

        assertThat(new Attachments(null).namesOf(channel)).isEqualTo(HERE + "$Channel");
    }

    @Test
    void names_areTooMany_areCut() {
        HandlerNames names = new HandlerNames();
        IntStream.range(1, 100)
                .forEach(i -> names.add(Array.newInstance(int.class, new int[i]).getClass()));

        assertThat(names.toString().split(", ")).hasSize(32);
    }

    private String attachedToAKey(Object attachment) throws Exception {
        try (Selector selector = Selector.open();
                SocketChannel channel = SocketChannel.open()) {
            channel.configureBlocking(false);
            channel.register(selector, 0, attachment);
            return attachments.namesOf(channel);
        }
    }
}
