// SPDX-License-Identifier: Apache-2.0
// Copyright the Lastack authors
package io.github.lastack.agent.registry;

import java.nio.channels.SelectionKey;
import java.nio.channels.spi.AbstractSelectableChannel;

/**
 * Names the classes that are attached to a connection which an event loop serves. All of its stacks are the loop's, so that
 * nothing else tells whose connection it is. Attached are: to a selection key its attachment; to a channel of Netty the
 * handlers of its pipeline; to an asynchronous channel its completion handler; to Vert.x' own handler there those that the application has given Vert.x.
 *
 * <p>Only fields are read: nothing of the application or of a library is called. What is remembered of a class is kept by
 * the class itself, and refers to no class. Thread-safe.
 */
final class Attachments {
    /** A pipeline that changes meanwhile may lead anywhere, but not for ever. */
    private static final int MAX_CONTEXTS = 64;

    private static final String NETTY = "io.netty.channel.";
    private static final SelectionKey[] NO_KEYS = {};

    private final FieldReader fields;
    private final VertxHandlers vertx;

    // 4.2 has two objects between the key and the channel.
    private final Field keys = new Field("java.nio.channels.spi.AbstractSelectableChannel", "keys");
    private final Field handle = new Field(NETTY + "nio.NioIoHandler$DefaultNioRegistration", "handle");
    private final Field channel = new Field(NETTY + "AbstractChannel$AbstractUnsafe", "this$0");
    private final Field pipeline = new Field(NETTY + "AbstractChannel", "pipeline");
    private final Field head = new Field(NETTY + "DefaultChannelPipeline", "head");
    private final Field next = new Field(NETTY + "AbstractChannelHandlerContext", "next");
    private final Field handler = new Field(NETTY + "DefaultChannelHandlerContext", "handler");

    /** @param fields null where none can be read: then the attachment itself has a name, and no more */
    Attachments(FieldReader fields) {
        this.fields = fields;
        this.vertx = fields == null ? null : new VertxHandlers(fields);
    }

    /**
     * The names, separated by a comma and a blank; empty for none.
     *
     * @param registration a channel, a SelectionKey, a completion handler, or null
     */
    String namesOf(Object registration) {
        ClassNames names = new ClassNames();
        if (registration instanceof SelectionKey) {
            addAttached(((SelectionKey) registration).attachment(), names);
        } else if (registration instanceof AbstractSelectableChannel) {
            Object known = keys.of(registration);
            for (SelectionKey key : known == null ? NO_KEYS : (SelectionKey[]) known) {
                addAttached(key == null ? null : key.attachment(), names);
            }
        } else {
            addAttached(registration, names);
        }
        return names.toString();
    }

    private void addAttached(Object attached, ClassNames names) {
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

    /** In the order in which they see what is read; the first and the last context are Netty's own, without a handler. */
    private void addHandlers(Object handlers, ClassNames names) {
        Object context = head.of(handlers);
        for (int i = 0; context != null && i < MAX_CONTEXTS; i++) {
            add(handler.of(context), names);
            context = next.of(context);
        }
    }

    private void add(Object attached, ClassNames names) {
        if (attached != null) {
            names.add(attached.getClass());
            if (vertx != null) {
                vertx.addTo(names, attached);
            }
        }
    }

    /** A field of a class, which a library that has packed its own copy may have put into another package. */
    private final class Field extends ClassValue<Long> {
        private static final long NONE = -1;

        private final String declaredBy;
        private final String name;

        Field(String declaredBy, String name) {
            this.declaredBy = declaredBy;
            this.name = name;
        }

        /** Null for an object that has no such field, and for null. */
        Object of(Object object) {
            long offset = object == null || fields == null ? NONE : get(object.getClass());
            return offset == NONE ? null : fields.read(object, offset);
        }

        @Override
        protected Long computeValue(Class<?> type) {
            try {
                for (Class<?> here = type; here != null; here = here.getSuperclass()) {
                    if (isDeclaredBy(here.getName())) {
                        return fields.offsetOf(here.getDeclaredField(name));
                    }
                }
            } catch (ReflectiveOperationException | LinkageError | RuntimeException otherVersion) {
                return NONE;
            }
            return NONE;
        }

        private boolean isDeclaredBy(String type) {
            return type.equals(declaredBy) || type.endsWith('.' + declaredBy);
        }
    }
}
