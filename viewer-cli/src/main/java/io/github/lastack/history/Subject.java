// SPDX-License-Identifier: Apache-2.0
// Copyright the Lastack authors
package io.github.lastack.history;

import java.time.Instant;

/** What a problem can be found in: something that the code of one JVM has done. */
public sealed interface Subject permits ConnectionHistory, ListenerHistory, BindFailure {
    Instant openedAt();

    ConnectionHistory.Stacks stacks();
}
