// SPDX-License-Identifier: Apache-2.0
// Copyright the Lastack authors
package io.github.lastack.diagnose;

import io.github.lastack.model.Role;
import io.github.lastack.replay.ConnectionHistory;
import java.util.List;

/**
 * One place in the code that leaks.
 *
 * @param stillOpen how many of the connections are not closed
 * @param stacks of each kind the one that most of the connections have
 * @param remotes most connections first
 * @param fingerprint the same for the same leak in another recording
 */
public record LeakSite(
        Cause cause,
        Role role,
        int connections,
        int stillOpen,
        String blame,
        ConnectionHistory.Stacks stacks,
        List<Remote> remotes,
        Dwell dwell,
        double ratePerSecond,
        String fingerprint) {

    public record Remote(String address, int connections) {}

    public Problem problem() {
        return cause.problem();
    }
}
