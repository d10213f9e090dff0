// SPDX-License-Identifier: Apache-2.0
// Copyright the Lastack authors
package io.github.lastack.history;

import io.github.lastack.facts.SocketFact;
import java.time.Instant;

/** One bind, or the listen after it, that failed. */
public record BindFailure(SocketFact.BindFailed fact, ConnectionHistory.Stacks stacks) implements Subject {
    @Override
    public Instant openedAt() {
        return fact.at();
    }
}
