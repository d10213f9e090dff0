// SPDX-License-Identifier: Apache-2.0
// Copyright the Lastack authors
package io.github.lastack.render.phrase;

import io.github.lastack.facts.KernelFact.Handshakes;
import io.github.lastack.render.layout.Style;

/** The half-open handshakes of a listener, in words. */
public final class HandshakesText {
    private HandshakesText() {}

    /** {@code , SYN-ACKs retransmitted 14 times}; empty if none was. */
    public static String sentAgain(Handshakes handshakes) {
        return handshakes.synAckRetransmits() <= 0
                ? ""
                : ", SYN-ACKs retransmitted " + Style.count(handshakes.synAckRetransmits(), "time");
    }
}
