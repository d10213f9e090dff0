// SPDX-License-Identifier: Apache-2.0
// Copyright the Lastack authors
package io.github.lastack.agent.instrument;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/**
 * One row of the catalogue: a method of the JDK or of a library, and what it calls on entry, on return and on a throw.
 * Built once, and then read only.
 */
final class Hook {
    /** The values that are passed to the hook. */
    enum Load {
        /** The object whose method it is. */
        THIS,
        FIRST_ARGUMENT,
        SECOND_ARGUMENT,
        THIRD_ARGUMENT,
        LAST_ARGUMENT,
        /** The value that the method is about to return. */
        RETURN_VALUE,
        /** The exception that the method is about to throw. */
        THROWN,
        /** The field {@code impl} of a java.net stream. */
        IMPL_FIELD,
        /** The enclosing instance of an inner class; where javac has left it out, the row is absent. */
        OUTER
    }

    /** A method of SocketHooks with its arguments. */
    static final class Call {
        final String method;
        final List<Load> arguments;

        Call(String method, Load... arguments) {
            this.method = method;
            this.arguments = Arrays.asList(arguments);
        }
    }

    /** The name with slashes, as in a class file. */
    final String type;

    final String method;
    final String descriptor;
    final List<Call> onEntry = new ArrayList<>();
    final List<Call> onReturn = new ArrayList<>();
    final List<Call> onThrow = new ArrayList<>();
    private boolean beyondSelfTest;

    Hook(String type, String method, String descriptor) {
        this.type = type;
        this.method = method;
        this.descriptor = descriptor;
    }

    /**
     * Returns the row for a library under other names.
     *
     * @param from the prefix that is replaced
     * @param to its replacement
     */
    Hook relocated(String from, String to) {
        Hook moved = new Hook(to + type.substring(from.length()), method, descriptor.replace('L' + from, 'L' + to));
        moved.onEntry.addAll(onEntry);
        moved.onReturn.addAll(onReturn);
        moved.onThrow.addAll(onThrow);
        return moved;
    }

    Hook entry(String hook, Load... arguments) {
        onEntry.add(new Call(hook, arguments));
        return this;
    }

    Hook returned(String hook, Load... arguments) {
        onReturn.add(new Call(hook, arguments));
        return this;
    }

    Hook thrown(String hook, Load... arguments) {
        onThrow.add(new Call(hook, arguments));
        return this;
    }

    /** Marks a row that a self-test does not exercise: it would end the JVM, or need a certificate. */
    Hook beyondSelfTest() {
        beyondSelfTest = true;
        return this;
    }

    boolean isBeyondSelfTest() {
        return beyondSelfTest;
    }

    boolean loads(Load load) {
        return anyLoads(load, onEntry) || anyLoads(load, onReturn) || anyLoads(load, onThrow);
    }

    private static boolean anyLoads(Load load, List<Call> calls) {
        for (Call call : calls) {
            if (call.arguments.contains(load)) {
                return true;
            }
        }
        return false;
    }

    boolean calls(String hook) {
        return anyIs(hook, onEntry) || anyIs(hook, onReturn) || anyIs(hook, onThrow);
    }

    private static boolean anyIs(String hook, List<Call> calls) {
        for (Call call : calls) {
            if (call.method.equals(hook)) {
                return true;
            }
        }
        return false;
    }

    @Override
    public String toString() {
        return type.replace('/', '.') + '.' + method + descriptor;
    }
}
