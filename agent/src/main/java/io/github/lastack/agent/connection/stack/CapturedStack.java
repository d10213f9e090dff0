// SPDX-License-Identifier: Apache-2.0
// Copyright the Lastack authors
package io.github.lastack.agent.connection.stack;

/**
 * A stack, captured as cheaply as the JVM can: the frames stay in the JVM's own form until they are asked for. It keeps
 * the classes of its frames alive, so it is turned into a {@link StackTable site} and dropped by whatever lives long.
 */
public final class CapturedStack extends Throwable implements Cloneable {
    private static final long serialVersionUID = 1L;

    /**
     * The original that all others are copies of. JFR makes every constructor of Throwable count in one counter of the
     * whole JVM, and records it where recordings want exceptions, among which these do not belong.
     */
    private static final CapturedStack NOWHERE = new CapturedStack();

    /** Stands for a stack that was not captured, since too many connections were opened at once. */
    public static final CapturedStack STACK_SKIPPED = copy();

    private CapturedStack() {
        super(null, null, false, true);
    }

    /** Captures the calling thread's stack. */
    public static CapturedStack here() {
        CapturedStack here = copy();
        here.fillInStackTrace();
        return here;
    }

    private static CapturedStack copy() {
        try {
            return (CapturedStack) NOWHERE.clone();
        } catch (CloneNotSupportedException e) {
            throw new AssertionError(e);
        }
    }

    /** Captures the stack, except for the original, which must not keep the classes of its caller alive. */
    @Override
    public synchronized Throwable fillInStackTrace() {
        return NOWHERE == null ? this : super.fillInStackTrace();
    }
}
