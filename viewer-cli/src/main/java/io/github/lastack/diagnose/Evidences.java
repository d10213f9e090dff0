// SPDX-License-Identifier: Apache-2.0
// Copyright the Lastack authors
package io.github.lastack.diagnose;

import io.github.lastack.replay.JvmHistory;
import io.github.lastack.replay.ListenerHistory;
import java.util.List;

/** What was collected of a JVM's connections to explain what failed. */
interface Evidences {
    PortHolders holders(JvmHistory jvm);

    FrameOrigins origins();

    AcceptBacklog backlog(JvmHistory jvm, List<ListenerHistory> listeners);
}
