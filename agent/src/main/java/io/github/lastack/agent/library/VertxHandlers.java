// SPDX-License-Identifier: Apache-2.0
// Copyright the Lastack authors
package io.github.lastack.agent.library;

import java.lang.reflect.Field;
import java.lang.reflect.Modifier;
import java.util.Arrays;

/**
 * Finds the handlers that an application has given to Vert.x for a connection. Vert.x has one handler of its own in the
 * pipeline, which refers to the connection. The connection, and what Vert.x has captured in lambdas, refer to the
 * application's handlers, or to handlers of Vert.x that contain them. Seen with 4.5 and 5.0, for NetServer and
 * HttpServer. Thread-safe.
 */
final class VertxHandlers {
    static final String VERTX = "io.vertx.";

    private static final String HANDLER = "core.Handler";

    /**
     * The part of Vert.x that belongs to all of it, or to an event loop: what these refer to belongs to no connection.
     */
    private static final String SHARED = "core.impl.";

    /** Skipped, since the handler of failures need not be the one that reads. */
    private static final String OF_FAILURES = "exceptionHandler";

    /** The most objects of Vert.x around a handler of the application. */
    private static final int MAX_DEPTH = 5;

    /** The most objects that are looked into: each has few fields that matter, but they may lead in circles. */
    private static final int MAX_OBJECTS = 64;

    private final FieldReader fields;
    private final String vertx;
    private final ClassValue<Type> types = new ClassValue<Type>() {
        @Override
        protected Type computeValue(Class<?> type) {
            return isOfVertx(type) ? new Type(type, vertx, offsets(type)) : Type.FOREIGN;
        }
    };

    /**
     * A finder.
     *
     * @param vertx the prefix of Vert.x' class names
     */
    VertxHandlers(FieldReader fields, String vertx) {
        this.fields = fields;
        this.vertx = vertx;
    }

    /**
     * Adds the application's handlers.
     *
     * @param handler of the pipeline, which need not be one of Vert.x
     */
    void addTo(HandlerNames names, Object handler) {
        addTo(names, handler, 0, 0);
    }

    /** Adds what one object refers to, and returns how many objects were looked into. */
    private int addTo(HandlerNames names, Object object, int depth, int lookedInto) {
        Type type = types.get(object.getClass());
        int count = lookedInto + 1;
        for (long offset : type.offsets) {
            Object value = fields.read(object, offset);
            if (value == null) {
                continue;
            }
            Type ofValue = types.get(value.getClass());
            if (ofValue == Type.FOREIGN) {
                names.add(value.getClass());
            } else if (depth == 0 || depth < MAX_DEPTH && count < MAX_OBJECTS && leadsOn(type, ofValue)) {
                count = addTo(names, value, depth + 1, count);
            }
        }
        return count;
    }

    private static boolean leadsOn(Type type, Type ofValue) {
        return ofValue.isHandler || type.isLambda && !ofValue.isShared;
    }

    private boolean isOfVertx(Class<?> type) {
        return type.getName().startsWith(vertx);
    }

    /** Returns the offsets of the fields that are declared to be of a type of Vert.x. */
    private long[] offsets(Class<?> type) {
        long[] offsets = {};
        try {
            for (Class<?> here = type; isOfVertx(here); here = here.getSuperclass()) {
                for (Field field : here.getDeclaredFields()) {
                    if (isOfVertx(field.getType())
                            && !Modifier.isStatic(field.getModifiers())
                            && !field.getName().equals(OF_FAILURES)) {
                        offsets = Arrays.copyOf(offsets, offsets.length + 1);
                        offsets[offsets.length - 1] = fields.offsetOf(field);
                    }
                }
            }
        } catch (LinkageError | RuntimeException otherVersion) {
            return offsets; // a type that the class names cannot be loaded
        }
        return offsets;
    }

    /** The known properties of a class; for one that is not Vert.x', no more than that. */
    private static final class Type {
        static final Type FOREIGN = new Type();

        final boolean isHandler;
        final boolean isLambda;
        final boolean isShared;
        final long[] offsets;

        private Type() {
            isHandler = false;
            isLambda = false;
            isShared = false;
            offsets = new long[0];
        }

        Type(Class<?> type, String vertx, long[] offsets) {
            this.isHandler = isHandler(type, vertx + HANDLER);
            this.isLambda = type.getName().contains(HandlerNames.LAMBDA);
            this.isShared = type.getName().startsWith(vertx + SHARED);
            this.offsets = offsets;
        }

        private static boolean isHandler(Class<?> type, String handler) {
            for (Class<?> above : type.getInterfaces()) {
                if (above.getName().equals(handler) || isHandler(above, handler)) {
                    return true;
                }
            }
            return type.getSuperclass() != null && isHandler(type.getSuperclass(), handler);
        }
    }
}
