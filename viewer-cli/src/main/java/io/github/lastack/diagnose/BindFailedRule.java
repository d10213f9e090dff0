// SPDX-License-Identifier: Apache-2.0
// Copyright the Lastack authors
package io.github.lastack.diagnose;

import io.github.lastack.model.Role;
import io.github.lastack.replay.BindFailure;
import io.github.lastack.replay.JvmHistory;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;

/** The kernel said that the port is taken, or that none is left; what else is wrong with an address is no leak. */
final class BindFailedRule implements Rule {
    @Override
    public List<Finding> findings(JvmHistory jvm, Blame blame) {
        List<Finding> findings = new ArrayList<>();
        for (BindFailure failure : jvm.around().bindFailures()) {
            if (failure.fact().inUse()) {
                String frame = blame.of(failure.stacks().opened());
                // Who asks for a port of his own choice wants to listen on it, but for a few.
                Role role = failure.fact().api().startsWith("Server") ? Role.SERVER : Role.CLIENT;
                findings.add(new Finding(Cause.ADDRESS_IN_USE, role, frame, Duration.ZERO, failure, 1));
            }
        }
        return findings;
    }
}
