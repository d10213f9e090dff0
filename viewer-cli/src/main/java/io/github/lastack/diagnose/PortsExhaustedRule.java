// SPDX-License-Identifier: Apache-2.0
// Copyright the Lastack authors
package io.github.lastack.diagnose;

import io.github.lastack.replay.ConnectionHistory;
import io.github.lastack.replay.JvmHistory;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;

/** A connect for which the kernel found no local port. */
final class PortsExhaustedRule implements Rule {
    @Override
    public List<Finding> findings(JvmHistory jvm, Blame blame) {
        List<Finding> findings = new ArrayList<>();
        for (ConnectionHistory connection : jvm.connections()) {
            if (jvm.around().exhausted().contains(connection.id())) {
                String frame =
                        blame.of(jvm, connection, List.of(connection.stacks().opened()));
                findings.add(new Finding(Cause.PORTS_EXHAUSTED, connection, frame, Duration.ZERO));
            }
        }
        return findings;
    }
}
