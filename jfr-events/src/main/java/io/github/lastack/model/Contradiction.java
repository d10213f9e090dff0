// SPDX-License-Identifier: Apache-2.0
// Copyright the Lastack authors
package io.github.lastack.model;

/** What could not be true of the state that it met: a signal, or a word of the kernel. Immutable. */
public final class Contradiction {
    private final TcpState state;
    private final TcpSignal signal;
    private final TcpState kernel;

    Contradiction(TcpState state, TcpSignal signal, TcpState kernel) {
        this.state = state;
        this.signal = signal;
        this.kernel = kernel;
    }

    /** The state by the model. */
    public TcpState state() {
        return state;
    }

    /** The signal, which changed nothing; null for a word of the kernel. */
    public TcpSignal signal() {
        return signal;
    }

    /** The kernel's word, which was taken all the same; null for a signal. */
    public TcpState kernel() {
        return kernel;
    }

    @Override
    public String toString() {
        return state + ", but " + (signal == null ? "the kernel said " + kernel : "heard " + signal);
    }
}
