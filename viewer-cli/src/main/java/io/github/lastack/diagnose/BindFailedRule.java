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
final class BindFailedRule {
    private static final List<String> CLIENTS = List.of(
            "java.net.Socket.bind(",
            "sun.nio.ch.SocketChannelImpl.bind(",
            "sun.nio.ch.AsynchronousSocketChannelImpl.bind(");

    private BindFailedRule() {}

    static List<Finding> findings(JvmHistory jvm, Blame blame) {
        List<Finding> findings = new ArrayList<>();
        for (BindFailure failure : jvm.around().bindFailures()) {
            if (failure.fact().inUse()) {
                String frame = blame.of(failure.stacks().opened());
                findings.add(new Finding(Cause.ADDRESS_IN_USE, role(failure), frame, Duration.ZERO, failure, 1));
            }
        }
        return findings;
    }

    /** Who binds wants to listen there, but for clients that choose where they come from. */
    private static Role role(BindFailure failure) {
        boolean client = failure.stacks().opened().stream().anyMatch(frame -> FrameKind.startsWithAny(frame, CLIENTS));
        return client ? Role.CLIENT : Role.SERVER;
    }
}
