// SPDX-License-Identifier: Apache-2.0
// Copyright the Lastack authors
package io.github.lastack.diagnose.ports;

import io.github.lastack.facts.KernelFact;
import io.github.lastack.history.JvmHistory;
import io.github.lastack.model.Role;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/** The effects of the kernel's settings on connections in TIME_WAIT, in sentences. */
public final class KernelAdvice {
    private KernelAdvice() {}

    public static List<String> of(JvmHistory jvm, List<PortUse> uses) {
        KernelFact.Settings settings = jvm.context().settings();
        List<String> said = new ArrayList<>();
        if (settings == null || uses.isEmpty()) {
            return said;
        }
        boolean client = uses.stream().anyMatch(use -> use.role() == Role.CLIENT);
        if (client) {
            reuse(settings, uses, said);
        } else {
            said.add("TIME_WAIT of accepted connections takes no ephemeral port here, only memory; but a bind of that"
                    + " port"
                    + " without SO_REUSEADDR fails meanwhile");
        }
        buckets(jvm, settings, uses, said);
        if (settings.finTimeout() != null) {
            said.add("tcp_fin_timeout=" + settings.finTimeout().toSeconds()
                    + " does not shorten TIME_WAIT: it is for FIN_WAIT_2 alone");
        }
        return said;
    }

    private static void reuse(KernelFact.Settings settings, List<PortUse> uses, List<String> said) {
        boolean all = uses.stream().allMatch(use -> PortUse.isReused(settings, use.remote()));
        switch (settings.twReuse()) {
            case 0 ->
                said.add("tcp_tw_reuse=0: a port stays taken for the whole TIME_WAIT; with 1 the next connect to"
                        + " that remote may have it after 1 s");
            case 1 ->
                said.add("tcp_tw_reuse=1: the next connect to that remote may have the port after 1 s, so that the"
                        + " ports do not run out");
            case 2 ->
                said.add(
                        all
                                ? "tcp_tw_reuse=2: on loopback the next connect may have the port after 1 s, so that"
                                        + " the"
                                        + " ports do not run out"
                                : "tcp_tw_reuse=2 gives a port away after 1 s on loopback only; with 1 it does so"
                                        + " for every"
                                        + " remote");
            default -> {
                // unknown
            }
        }
    }

    private static void buckets(JvmHistory jvm, KernelFact.Settings settings, List<PortUse> uses, List<String> said) {
        int steady = uses.stream().mapToInt(PortUse::steadyState).sum();
        if (settings.maxTwBuckets() >= 0 && settings.maxTwBuckets() < steady) {
            long dropped = CounterGrowth.of(jvm, "timeWaitOverflow");
            said.add(String.format(
                    Locale.ROOT,
                    "tcp_max_tw_buckets=%,d is less than the %,d that this comes to: the kernel ends connections"
                            + " without"
                            + " TIME_WAIT%s",
                    settings.maxTwBuckets(),
                    steady,
                    dropped > 0 ? String.format(Locale.ROOT, ", as it did %,d times", dropped) : ""));
        }
    }
}
