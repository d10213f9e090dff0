// SPDX-License-Identifier: Apache-2.0
// Copyright the Lastack authors
package io.github.lastack.diagnose.site;

import io.github.lastack.diagnose.advice.SiteEvidence;
import io.github.lastack.diagnose.blame.FrameOrigins;
import io.github.lastack.diagnose.problem.AcceptBacklog;
import io.github.lastack.diagnose.problem.HandshakeBacklog;
import io.github.lastack.diagnose.problem.PortConflict;
import io.github.lastack.diagnose.problem.RemoteCount;
import io.github.lastack.history.BindFailure;
import io.github.lastack.history.JvmHistory;
import io.github.lastack.history.ListenerHistory;
import java.time.Instant;
import java.util.List;

/** What was collected of a JVM's connections to explain what failed. */
public interface Evidences {
    /** Who had the ports that these binds asked for. */
    PortConflict ofBinds(JvmHistory jvm, List<BindFailure> failures);

    /**
     * Who had the ports, when none was left for these remotes.
     *
     * @param first when the first connect failed
     * @param bound whether an explicit bind before one of them had chosen the local address
     */
    PortConflict ofConnects(JvmHistory jvm, List<RemoteCount> remotes, Instant first, boolean bound);

    FrameOrigins origins();

    /** What of a stack the application's frame has called that is blamed in it. */
    SiteEvidence.Part part(List<String> stack);

    AcceptBacklog backlog(JvmHistory jvm, List<ListenerHistory> listeners);

    HandshakeBacklog handshakes(JvmHistory jvm, List<ListenerHistory> listeners);
}
