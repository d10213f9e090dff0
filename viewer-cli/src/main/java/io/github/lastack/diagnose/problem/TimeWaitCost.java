// SPDX-License-Identifier: Apache-2.0
// Copyright the Lastack authors
package io.github.lastack.diagnose.problem;

import io.github.lastack.diagnose.ports.PortUse;
import java.util.List;

/**
 * What the TIME_WAITs of one site cost.
 *
 * @param remotes the site's remotes or, of a server, its ports; most closes first
 * @param kernel what the kernel's settings mean for it, a sentence each; empty where they were not recorded
 */
public record TimeWaitCost(List<PortUse> remotes, List<String> kernel) implements Detail {
    public int closes() {
        return remotes.stream().mapToInt(PortUse::closes).sum();
    }

    /** How many of the connections reuse would have saved. */
    public int avoidable() {
        return remotes.stream().mapToInt(PortUse::avoidable).sum();
    }
}
