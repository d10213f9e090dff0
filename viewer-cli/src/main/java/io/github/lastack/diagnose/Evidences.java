// SPDX-License-Identifier: Apache-2.0
// Copyright the Lastack authors
package io.github.lastack.diagnose;

import io.github.lastack.history.JvmHistory;
import io.github.lastack.history.ListenerHistory;
import java.util.List;

/** What was collected of a JVM's connections to explain what failed. */
interface Evidences {
    PortHolders holders(JvmHistory jvm);

    FrameOrigins origins();

    /** What of a stack the application's frame has called that is blamed in it. */
    SiteEvidence.Part part(List<String> stack);

    AcceptBacklog backlog(JvmHistory jvm, List<ListenerHistory> listeners);

    HandshakeBacklog handshakes(JvmHistory jvm, List<ListenerHistory> listeners);
}
