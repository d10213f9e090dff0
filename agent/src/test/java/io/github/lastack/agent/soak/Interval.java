// SPDX-License-Identifier: Apache-2.0
// Copyright the Lastack authors
package io.github.lastack.agent.soak;

import java.time.Duration;
import java.util.Locale;

/**
 * The time between two marks during which the agent was attached and a recording ran.
 *
 * @param options the agent's
 * @param disturbances what was done meanwhile
 */
record Interval(Mark from, Mark to, String options, String disturbances, Ledger recorded) {
    static final String HEAD =
            """
            | s | agent | meanwhile | connected | by the kernel | recorded | of them counted | accepted | recorded | closed \
            | recorded | bytes lost | lost |
            | --: | --- | --- | --: | --: | --: | --: | --: | --: | --: | --: | --: | --: |""";

    static Interval between(Mark from, Mark to, String options, String disturbances) {
        return new Interval(from, to, options, disturbances, new Ledger(from.at(), to.at()));
    }

    private Mark host() {
        return to.since(from);
    }

    long ends() {
        return host().connected() + host().accepted();
    }

    /** Returns how many openings and closes are missing or recorded twice. */
    long lost() {
        Mark host = host();
        return Math.abs(host.connected() - recorded.connected())
                + Math.abs(host.accepted() - recorded.accepted())
                + Math.abs(host.closed() - recorded.closed())
                + recorded.invented();
    }

    /** Returns whether the kernel's counts are the host's. */
    boolean kernelAgrees() {
        return host().connected() == host().activeOpens() && host().accepted() == host().passiveOpens();
    }

    String row() {
        Mark host = host();
        return String.format(
                Locale.ROOT,
                "| %.1f | %s | %s | %,d | %,d | %,d | %,d | %,d | %,d | %,d | %,d | %,d | %,d |",
                Duration.between(from.at(), to.at()).toMillis() / 1e3,
                options,
                disturbances,
                host.connected(),
                host.activeOpens(),
                recorded.connected(),
                recorded.counted(),
                host.accepted(),
                recorded.accepted(),
                host.closed(),
                recorded.closed(),
                recorded.bytesLost(),
                lost());
    }
}
