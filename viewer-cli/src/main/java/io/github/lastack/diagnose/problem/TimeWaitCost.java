// SPDX-License-Identifier: Apache-2.0
// Copyright the Lastack authors
package io.github.lastack.diagnose.problem;

import io.github.lastack.diagnose.ports.PortUse;
import java.util.List;

/**
 * The cost of the TIME_WAITs of one site.
 *
 * @param remotes the site's remotes or, for a server, its ports; most closes first
 * @param kernel the effects of the kernel's settings, one sentence each; empty if the settings were not recorded
 */
public record TimeWaitCost(List<PortUse> remotes, List<String> kernel) implements Detail {
    public int closes() {
        return remotes.stream().mapToInt(PortUse::closes).sum();
    }

    /** Returns the number of connections that reuse would have saved. */
    public int avoidable() {
        return remotes.stream().mapToInt(PortUse::avoidable).sum();
    }
}
