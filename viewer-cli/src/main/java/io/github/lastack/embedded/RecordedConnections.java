// SPDX-License-Identifier: Apache-2.0
// Copyright the Lastack authors
package io.github.lastack.embedded;

import io.github.lastack.diagnose.Diagnoser;
import io.github.lastack.diagnose.Diagnosis;
import io.github.lastack.diagnose.site.LeakSite;
import io.github.lastack.facts.Facts;
import io.github.lastack.facts.KernelFact;
import io.github.lastack.facts.SocketFact;
import io.github.lastack.facts.source.InputException;
import io.github.lastack.facts.source.Recording;
import io.github.lastack.facts.source.RecordingInfo;
import io.github.lastack.facts.source.RecordingReader;
import io.github.lastack.history.ConnectionHistory;
import io.github.lastack.render.layout.Lines;
import io.github.lastack.render.layout.StackText;
import io.github.lastack.render.layout.Style;
import io.github.lastack.render.phrase.SiteText;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.function.LongPredicate;
import java.util.stream.Collectors;
import java.util.stream.LongStream;

/**
 * Some connections of a recording of one JVM: those that its caller holds for leaks. So each that is in CLOSE_WAIT or
 * dead is a finding, however short a time it has been so. Not thread-safe.
 */
public final class RecordedConnections {
    /** Shorter than any time. */
    private static final Duration NO_TIME = Duration.ofNanos(-1);

    /** The caller: while it waits for a connection to be closed, its thread holds none. */
    private static final String CALLERS = "io.github.lastack.junit.NoSocketLeaks";

    private final RecordingInfo info;
    private final Set<Long> waiting = new HashSet<>(); // sites at which a caller waits
    private final List<Recording.Jvm> jvms = new ArrayList<>();
    private final Map<Long, List<String>> opened = new TreeMap<>();

    /**
     * Reads a recording.
     *
     * @param ids the connections to read
     * @param droppedAfter connections with greater numbers are taken as well if their object was collected without a
     *     close; {@code Long.MAX_VALUE} for none
     * @throws IOException if it cannot be read; the message says why
     */
    public RecordedConnections(Path file, long[] ids, long droppedAfter) throws IOException {
        Set<Long> asked = LongStream.of(ids).boxed().collect(Collectors.toSet());
        try (Recording recording = RecordingReader.read(List.of(file))) {
            info = recording.withoutFiles().info();
            for (Recording.Jvm jvm : recording.jvms()) {
                jvms.add(only(jvm, id -> asked.contains(id) || id > droppedAfter));
            }
        } catch (InputException | UncheckedIOException e) {
            throw new IOException("the recording " + file + " " + e.getMessage(), e);
        }
        for (Diagnosis.Connection each : diagnosis(id -> true).connections()) {
            ConnectionHistory history = each.history();
            if (asked.contains(history.id()) || history.isCollected()) {
                List<String> made = history.stacks().made();
                opened.put(history.id(), made.isEmpty() ? history.stacks().opened() : made);
            }
        }
    }

    private Recording.Jvm only(Recording.Jvm jvm, LongPredicate wanted) {
        List<SocketFact> kept = new ArrayList<>();
        for (SocketFact fact : jvm.facts()) {
            if (fact instanceof SocketFact.Site site && isCallers(site.frames())) {
                waiting.add(site.siteId());
            }
            if (fact instanceof SocketFact.AgentInfo agent) {
                kept.add(withoutLimit(agent));
            } else if (!(fact instanceof SocketFact.Held) && fact instanceof SocketFact.OfConnection of
                    ? wanted.test(of.id())
                    : explains(fact)) {
                kept.add(fact);
            }
        }
        for (SocketFact fact : jvm.facts()) {
            if (fact instanceof SocketFact.Held held && wanted.test(held.id()) && !waiting.contains(held.site())) {
                kept.add(held);
            }
        }
        kept.sort(Comparator.comparing(SocketFact::at));
        return new Recording.Jvm(jvm.instance(), jvm.start(), jvm.end(), Facts.of(kept), jvm.shutDown());
    }

    private static boolean isCallers(List<String> frames) {
        return frames.stream().anyMatch(frame -> frame.contains(CALLERS));
    }

    private static boolean explains(SocketFact fact) {
        return fact instanceof SocketFact.Site
                || fact instanceof SocketFact.ClassOrigin
                || fact instanceof KernelFact.Settings;
    }

    private static SocketFact.AgentInfo withoutLimit(SocketFact.AgentInfo agent) {
        return new SocketFact.AgentInfo(
                agent.at(),
                new SocketFact.AgentInfo.Settings(agent.version(), agent.options(), NO_TIME, agent.stackDepth()),
                agent.mainClass(),
                agent.hooks(),
                agent.counts(),
                agent.reach(),
                agent.leaving());
    }

    private Diagnosis diagnosis(LongPredicate wanted) {
        List<Recording.Jvm> some = jvms.stream().map(jvm -> only(jvm, wanted)).toList();
        return Diagnoser.diagnose(new Recording(info, some), List.of(), null, connection -> true, List.of());
    }

    /**
     * Returns the connections that were asked for and found, and those that were dropped: by number, the stack of the
     * opening, the innermost frame first. A stack is empty where it was not recorded.
     */
    public Map<Long, List<String>> opened() {
        return opened;
    }

    /**
     * Returns the sites of some of the connections, worst first, each with these members: {@code leak} in few words,
     * {@code blame} the frame to look at first, {@code stack} the frames from that one outwards, and {@code text} as
     * {@code lastack sites} prints it. The frames are those of {@link StackTraceElement#toString}.
     */
    public List<Map<String, Object>> sites(long[] ids) {
        Set<Long> asked = LongStream.of(ids).boxed().collect(Collectors.toSet());
        Diagnosis diagnosis = diagnosis(asked::contains);
        List<Map<String, Object>> sites = new ArrayList<>();
        for (LeakSite site : diagnosis.sites()) {
            Lines lines = new Lines();
            new SiteText(diagnosis.recording(), Style.PLAIN, lines).full(sites.size() + 1, site);
            String leak = site.problem().word() + " / " + site.cause().word();
            sites.add(site(leak, site.blame(), callers(site), lines));
        }
        for (Diagnosis.Connection each : diagnosis.connections()) {
            if (each.site().isEmpty() && asked.contains(each.history().id())) {
                sites.add(open(sites.size() + 1, diagnosis, each));
            }
        }
        return sites;
    }

    private static Map<String, Object> site(String leak, String blame, List<String> stack, Lines lines) {
        return Map.of("leak", leak, "blame", blame, "stack", stack, "text", lines.toString());
    }

    private static List<String> callers(LeakSite site) {
        List<List<String>> stacks = new ArrayList<>(site.stacks().all());
        site.heldNow().ifPresent(stacks::add);
        for (List<String> stack : stacks) {
            int blamed = stack.indexOf(site.blame());
            if (blamed >= 0) {
                return List.copyOf(stack.subList(blamed, stack.size()));
            }
        }
        return List.of();
    }

    /** Returns a connection that is open and has no problem. */
    private static Map<String, Object> open(int number, Diagnosis diagnosis, Diagnosis.Connection connection) {
        ConnectionHistory history = connection.history();
        String leak = "open / " + history.state();
        Lines lines = new Lines();
        lines.add(number + ". " + leak + "  1 connection, for " + Style.duration(history.inState()));
        lines.add("   look at   " + connection.opened());
        lines.add("   " + history.role().name().toLowerCase(Locale.ROOT) + "    "
                + history.ends().local() + " to " + history.remote());
        StackText stacks = new StackText(Style.PLAIN, lines, "   ");
        stacks.add("opened", history.stacks().opened(), connection.opened(), diagnosis.origins());
        stacks.add("last used", history.stacks().lastUsed(), connection.opened(), diagnosis.origins());
        List<String> stack = history.stacks().opened();
        int blamed = Math.max(0, stack.indexOf(connection.opened()));
        return site(leak, connection.opened(), List.copyOf(stack.subList(blamed, stack.size())), lines);
    }
}
