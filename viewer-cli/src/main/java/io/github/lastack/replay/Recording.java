// SPDX-License-Identifier: Apache-2.0
// Copyright the Lastack authors
package io.github.lastack.replay;

import java.time.Instant;
import java.util.List;

/** What the files held: the facts, JVM by JVM. */
public record Recording(RecordingInfo info, List<Jvm> jvms) {

    /**
     * The facts of one JVM, in the order of time.
     *
     * @param instance what tells this JVM from others, also those that had its process id before
     */
    public record Jvm(String instance, Instant start, Instant end, List<SocketFact> facts) {}
}
