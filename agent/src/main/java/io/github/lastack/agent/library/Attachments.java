// SPDX-License-Identifier: Apache-2.0
// Copyright the Lastack authors
package io.github.lastack.agent.library;

import java.nio.channels.SelectionKey;
import java.nio.channels.spi.AbstractSelectableChannel;

/**
 * Names the classes that are attached to a connection which an event loop serves. All its stacks are the loop's, so
 * nothing else tells which code owns it. Attached are: the attachment of a selection key; the handlers in the pipeline
 * of a channel of Netty; the completion handler of an asynchronous channel; and for Vert.x' own handler there, the
 * handlers that the application has given to Vert.x.
 *
 * <p>Only fields are read; no method of the application or of a library is called. What is remembered of a class is
 * kept by the class itself, and refers to no class. Thread-safe.
 */
public final class Attachments {
    /** The most contexts that are followed, since a pipeline that changes meanwhile may lead anywhere. */
    private static final int MAX_CONTEXTS = 64;

    private static final String NETTY = "io.netty.channel.";
    private static final SelectionKey[] NO_KEYS = {};

    private final VertxHandlers vertx;

    // 4.2 has two objects between the key and the channel.
    private final LibraryField keys;
    private final LibraryField handle;
    private final LibraryField channel;
    private final LibraryField pipeline;
    private final LibraryField head;
    private final LibraryField next;
    private final LibraryField handler;

    /**
     * A reader of attachments.
     *
     * @param fields null where none can be read: then only the attachment itself is named
     */
    public Attachments(FieldReader fields) {
        this(fields, VertxHandlers.VERTX);
    }

    /**
     * A reader of attachments.
     *
     * @param vertxPackages the prefix of Vert.x' class names
     */
    public Attachments(FieldReader fields, String vertxPackages) {
        this.keys = new LibraryField(fields, "java.nio.channels.spi.AbstractSelectableChannel", "keys");
        this.handle = new LibraryField(fields, NETTY + "nio.NioIoHandler$DefaultNioRegistration", "handle");
        this.channel = new LibraryField(fields, NETTY + "AbstractChannel$AbstractUnsafe", "this$0");
        this.pipeline = new LibraryField(fields, NETTY + "AbstractChannel", "pipeline");
        this.head = new LibraryField(fields, NETTY + "DefaultChannelPipeline", "head");
        this.next = new LibraryField(fields, NETTY + "AbstractChannelHandlerContext", "next");
        this.handler = new LibraryField(fields, NETTY + "DefaultChannelHandlerContext", "handler");
        this.vertx = fields == null ? null : new VertxHandlers(fields, vertxPackages);
    }

    /**
     * Returns the names, separated by a comma and a blank; empty for none.
     *
     * @param registration a channel, a completion handler, or null
     */
    public String namesOf(Object registration) {
        HandlerNames names = new HandlerNames();
        if (registration instanceof AbstractSelectableChannel) {
            Object known = keys.of(registration);
            for (SelectionKey key : known == null ? NO_KEYS : (SelectionKey[]) known) {
                addAttached(key == null ? null : key.attachment(), names);
            }
        } else {
            addAttached(registration, names);
        }
        return names.toString();
    }

    private void addAttached(Object attached, HandlerNames names) {
        if (attached == null) {
            return;
        }
        Object handlers = pipeline.of(channelOf(attached));
        if (handlers == null) {
            add(attached, names);
        } else {
            addHandlers(handlers, names);
        }
    }

    private Object channelOf(Object attached) {
        Object ofRegistration = handle.of(attached);
        return ofRegistration == null ? attached : channel.of(ofRegistration);
    }

    /**
     * Adds the handlers in the order in which they see what is read. The first and the last context are Netty's own,
     * without a handler.
     */
    private void addHandlers(Object handlers, HandlerNames names) {
        Object context = head.of(handlers);
        for (int i = 0; context != null && i < MAX_CONTEXTS; i++) {
            add(handler.of(context), names);
            context = next.of(context);
        }
    }

    private void add(Object attached, HandlerNames names) {
        if (attached != null) {
            names.add(attached.getClass());
            if (vertx != null) {
                vertx.addTo(names, attached);
            }
        }
    }
}
