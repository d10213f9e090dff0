// SPDX-License-Identifier: Apache-2.0
// Copyright the Lastack authors
package io.github.lastack.jmc;

import io.github.lastack.diagnose.ports.PortUse;
import io.github.lastack.diagnose.problem.TimeWaitCost;
import io.github.lastack.diagnose.site.LeakSite;

/**
 * How bad a site is, from 0 to 100, as JMC ranks its results: below 25 is nothing, from 25 on information, from 75 on
 * a warning.
 */
final class SiteScore {
    private static final double WARNING = 75;
    private static final double CALLS_FAIL = 90;
    private static final double MAY_BE_INTENDED = 50;
    private static final double INFORMATION = 25;

    private static final double STILL_GROWING = 10;

    /** Added for each power of ten of the number of connections, up to a hundred. */
    private static final double TENFOLD = 5;

    private static final double MOST_FOR_NUMBER = 10;

    /** Added where all ephemeral ports for a remote are in TIME_WAIT; less where fewer are. */
    private static final double ALL_PORTS = 45;

    private SiteScore() {}

    static double of(LeakSite site) {
        if (site.problem().isMild()) {
            return Math.round(INFORMATION + ALL_PORTS * Math.min(1, share(site)));
        }
        double growing = site.onset().growing() ? STILL_GROWING : 0;
        double number = Math.min(MOST_FOR_NUMBER, TENFOLD * Math.log10(Math.max(1, site.connections())));
        return Math.round(Math.min(100, base(site) + growing + number));
    }

    private static double base(LeakSite site) {
        return switch (site.cause()) {
            case PORTS_EXHAUSTED -> CALLS_FAIL;
            case ADDRESS_IN_USE, ACCEPT_TOO_SLOW -> WARNING;
            case UNUSED_AND_GROWING, HANDSHAKES_UNFINISHED -> MAY_BE_INTENDED;
            default -> site.stillOpen() > 0 ? WARNING : INFORMATION;
        };
    }

    /** The largest part of the ephemeral ports that a remote takes; 0 if their number was not recorded. */
    private static double share(LeakSite site) {
        return site.detail() instanceof TimeWaitCost cost
                ? cost.remotes().stream().mapToDouble(PortUse::share).max().orElse(0)
                : 0;
    }
}
