// SPDX-License-Identifier: Apache-2.0
// Copyright the Lastack authors
package io.github.lastack.jmc;

import com.sun.management.OperatingSystemMXBean;
import java.io.File;
import java.lang.management.ManagementFactory;
import java.util.Collection;
import java.util.concurrent.Future;
import org.openjdk.jmc.common.item.IItemCollection;
import org.openjdk.jmc.flightrecorder.JfrLoaderToolkit;
import org.openjdk.jmc.flightrecorder.rules.IResult;
import org.openjdk.jmc.flightrecorder.rules.IRule;
import org.openjdk.jmc.flightrecorder.rules.RuleRegistry;
import org.openjdk.jmc.flightrecorder.rules.util.RulesToolkit;

/** {@code RulesCost FILE} prints what the rules cost beside JMC's loading of a recording, in CPU time and memory. */
final class RulesCost {
    private static final double NANOS_PER_SECOND = 1e9;

    private RulesCost() {}

    public static void main(String[] args) throws Exception {
        long empty = kept();
        long begun = cpuNanos();
        IItemCollection items = JfrLoaderToolkit.loadEvents(new File(args[0]));
        print("JMC loads", begun, empty);
        long loaded = kept();
        begun = cpuNanos();
        Collection<IRule> rules = RuleRegistry.getRules().stream()
                .filter(LastackRule.class::isInstance)
                .toList();
        for (Future<IResult> each :
                RulesToolkit.evaluateParallel(rules, items, null, 0).values()) {
            System.out.println(each.get().getRule().getId() + ": " + each.get().getSummary());
        }
        print("the rules", begun, loaded);
        System.out.println(items.hasItems() ? "" : "no items"); // which are kept until here
    }

    private static void print(String what, long begun, long before) {
        double seconds = (cpuNanos() - begun) / NANOS_PER_SECOND;
        System.out.printf("%s: %.1f s of CPU, %d MB kept%n", what, seconds, kept() - before);
    }

    private static long cpuNanos() {
        return ((OperatingSystemMXBean) ManagementFactory.getOperatingSystemMXBean()).getProcessCpuTime();
    }

    private static long kept() {
        System.gc();
        Runtime runtime = Runtime.getRuntime();
        return runtime.totalMemory() - runtime.freeMemory() >> 20;
    }
}
