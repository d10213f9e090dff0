// SPDX-License-Identifier: Apache-2.0
// Copyright the Lastack authors
package io.github.lastack.agent.soak;

import io.github.lastack.agent.it.JvmResources;
import java.io.IOException;
import java.util.List;
import java.util.Locale;
import java.util.function.ToLongFunction;

/**
 * The resources that the JVM holds at rest, after a garbage collection.
 *
 * @param seconds since the soak began
 * @param options the agent's; null where it is not attached
 * @param heapOfAgent bytes of the objects of its own classes
 */
record ResourceUse(
        long seconds,
        String options,
        long open,
        long heap,
        long heapOfAgent,
        long tracked,
        long metaspace,
        long resident,
        int threads,
        long descriptors) {

    static final String HEAD =
            """
            | s | agent | ends open | heap | of the agent | connections known | metaspace | RSS | threads | descriptors |
            | --: | --- | --: | --: | --: | --: | --: | --: | --: | --: |""";

    /**
     * The allowed growth of a JVM by itself, and by each agent that was attached and detached, within a third of the
     * time.
     */
    private static final long HEAP_ALLOWED = 1 << 20;

    private static final long RESIDENT_ALLOWED = 12 << 20;

    /** Fewer rows show only the JVM's own start. */
    private static final int ENOUGH = 15;

    private static final String OURS = "io.github.lastack.";
    private static final String CONNECTION = OURS + "agent.connection.LiveConnection";

    static ResourceUse of(JvmResources belongings, Target target, long seconds, String options, Mark at)
            throws IOException, InterruptedException {
        return new ResourceUse(
                seconds,
                options,
                at.open(),
                belongings.bytesOf(""),
                belongings.bytesOf(OURS),
                belongings.instancesOf(CONNECTION).getOrDefault(CONNECTION, 0L),
                belongings.metaspace(),
                target.residentKilobytes() << 10,
                belongings.liveThreads(),
                belongings.descriptors().values().stream()
                        .mapToInt(Integer::intValue)
                        .sum());
    }

    String row() {
        return String.format(
                Locale.ROOT,
                "| %d | %s | %d | %.2f MB | %.1f kB | %d | %.2f MB | %.1f MB | %d | %d |",
                seconds,
                options == null ? "none" : options,
                open,
                heap / 1e6,
                heapOfAgent / 1e3,
                tracked,
                metaspace / 1e6,
                resident / 1e6,
                threads,
                descriptors);
    }

    /** Returns what has grown from the middle third of the time to the last, in words; empty if nothing has. */
    static String growth(List<ResourceUse> holdings) {
        StringBuilder grown = new StringBuilder();
        grown.append(growth("heap", holdings, ResourceUse::heap, HEAP_ALLOWED));
        grown.append(growth("RSS", holdings, ResourceUse::resident, RESIDENT_ALLOWED));
        grown.append(growth("threads", holdings, ResourceUse::threads, 1));
        grown.append(growth("descriptors besides connections", holdings, each -> each.descriptors - each.open, 1));
        return grown.toString();
    }

    private static String growth(
            String what, List<ResourceUse> holdings, ToLongFunction<ResourceUse> value, long allowed) {
        int third = holdings.size() / 3;
        if (holdings.size() < ENOUGH) {
            return "";
        }
        long middle = median(holdings.subList(third, holdings.size() - third), value);
        long last = median(holdings.subList(holdings.size() - third, holdings.size()), value);
        return last - middle <= allowed ? "" : String.format(Locale.ROOT, "%s from %,d to %,d; ", what, middle, last);
    }

    private static long median(List<ResourceUse> holdings, ToLongFunction<ResourceUse> value) {
        long[] sorted = holdings.stream().mapToLong(value).sorted().toArray();
        return sorted[sorted.length / 2];
    }

    /** Returns whether there are enough rows for {@link #growth}. */
    static boolean tells(List<ResourceUse> holdings) {
        return holdings.size() >= ENOUGH;
    }
}
