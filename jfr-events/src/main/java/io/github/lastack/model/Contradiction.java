// SPDX-License-Identifier: Apache-2.0
// Copyright the Lastack authors
package io.github.lastack.model;

/** A signal or a kernel state that the state of the model does not allow. Immutable. */
public final class Contradiction {
    private final TcpState state;
    private final TcpSignal signal;
    private final TcpState kernel;

    Contradiction(TcpState state, TcpSignal signal, TcpState kernel) {
        this.state = state;
        this.signal = signal;
        this.kernel = kernel;
    }

    /** The state of the model before. */
    public TcpState state() {
        return state;
    }

    /** The signal, which was ignored; null if it was a kernel state. */
    public TcpSignal signal() {
        return signal;
    }

    /** The kernel state, which was taken as the new state; null if it was a signal. */
    public TcpState kernel() {
        return kernel;
    }

    @Override
    public String toString() {
        return state + ", but " + (signal == null ? "the kernel said " + kernel : "heard " + signal);
    }
}
