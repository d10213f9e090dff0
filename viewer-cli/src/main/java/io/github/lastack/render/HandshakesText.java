// SPDX-License-Identifier: Apache-2.0
// Copyright the Lastack authors
package io.github.lastack.render;

import io.github.lastack.facts.KernelFact.Handshakes;

/** The half-open handshakes of a listener, in words. */
final class HandshakesText {
    private HandshakesText() {}

    /** {@code , SYN-ACKs sent again 14 times}; empty if none was. */
    static String sentAgain(Handshakes handshakes) {
        return handshakes.synAckRetransmits() <= 0
                ? ""
                : ", SYN-ACKs sent again " + Style.count(handshakes.synAckRetransmits(), "time");
    }
}
