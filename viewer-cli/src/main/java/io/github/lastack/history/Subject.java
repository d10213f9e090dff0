// SPDX-License-Identifier: Apache-2.0
// Copyright the Lastack authors
package io.github.lastack.history;

import java.time.Instant;

/** The subject of a problem: a connection, a listener or a failed bind of one JVM. */
public sealed interface Subject permits ConnectionHistory, ListenerHistory, BindFailure {
    Instant openedAt();

    ConnectionHistory.Stacks stacks();
}
