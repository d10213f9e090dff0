// SPDX-License-Identifier: Apache-2.0
// Copyright the Lastack authors
package io.github.lastack.agent.connection.stack;

/**
 * A stack, taken as cheaply as the JVM can: the frames stay in its own form until somebody asks. It keeps the frames'
 * classes alive, so it is turned into a {@link StackTable site} and dropped for whatever lives long.
 */
public final class CapturedStack extends Throwable implements Cloneable {
    private static final long serialVersionUID = 1L;

    /**
     * All others are its copies: JFR has every constructor of Throwable count it, by one counter of the whole JVM, and record
     * it where recordings want exceptions, among which ours do not belong.
     */
    private static final CapturedStack NOWHERE = new CapturedStack();

    /** Stands for one that was not taken, since too many were opened at once. */
    public static final CapturedStack STACK_SKIPPED = copy();

    private CapturedStack() {
        super(null, null, false, true);
    }

    /** Where this is called. */
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

    /** The first of all, which is nowhere, must not keep the classes of whoever made it. */
    @Override
    public synchronized Throwable fillInStackTrace() {
        return NOWHERE == null ? this : super.fillInStackTrace();
    }
}
