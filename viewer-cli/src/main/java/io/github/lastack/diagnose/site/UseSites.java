// SPDX-License-Identifier: Apache-2.0
// Copyright the Lastack authors
package io.github.lastack.diagnose.site;

import io.github.lastack.diagnose.blame.Reason;
import io.github.lastack.diagnose.problem.Cause;
import io.github.lastack.facts.source.RecordingInfo;
import io.github.lastack.history.JvmHistory;
import io.github.lastack.model.Role;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * Findings that are blamed for a use of their connection. The frame of the use to blame is chosen when all findings
 * have been added. Findings whose connections were used at the same place are one bug.
 */
public final class UseSites {

    /* 1. For some of the connections the thread that holds them is known. The other connections join the most
     *    frequent place of those.
     * 2. Code that uses connections for several callers, of which only one leaks, is not to blame: its caller is.
     */

    /**
     * Place at which connections were used.
     *
     * @param place the innermost frame of the application in the use
     */
    private record Place(Cause cause, Role role, String place) {}

    /** Connections that were used by the same callers, or are held at the same place. */
    public final class Spot implements Candidate {
        private final Finding first;
        private final SiteTally tally;
        private int proven;
        private SiteKey key; // null until the site is known

        private Spot(Finding first) {
            this.first = first;
            this.tally = new SiteTally(recording, first.cause());
        }

        private boolean isHeld() {
            return first.reason() == Reason.HELD_NOW;
        }

        /** Returns the site of these connections; null if no finding at their place was proven. */
        @Override
        public SiteKey key() {
            return key;
        }
    }

    private final RecordingInfo recording;
    private final SiteKey.Cache keys;
    private final Map<Place, Map<List<String>, Spot>> places = new LinkedHashMap<>();

    public UseSites(RecordingInfo recording, SiteKey.Cache keys) {
        this.recording = recording;
        this.keys = keys;
    }

    /** Adds a finding and returns its spot; null for a finding that is not blamed for a use. */
    public Spot add(JvmHistory jvm, Finding finding) {
        List<String> callers = finding.users();
        if (callers.isEmpty()) {
            return null;
        }
        Place place = new Place(finding.cause(), finding.role(), SiteKey.place(callers.get(0)));
        List<String> way = new ArrayList<>();
        if (finding.reason() == Reason.HELD_NOW) {
            way.add(SiteKey.place(finding.blame()));
        } else {
            callers.forEach(frame -> way.add(SiteKey.place(frame)));
        }
        Spot spot = places.computeIfAbsent(place, each -> new LinkedHashMap<>())
                .computeIfAbsent(way, each -> new Spot(finding));
        spot.tally.add(jvm, finding);
        spot.proven += finding.isProven() ? 1 : 0;
        return spot;
    }

    /**
     * Adds the proven places to the sites.
     *
     * @param stacks the application's frames of other stacks, each innermost first
     */
    public void addTo(SiteTallies sites, Iterable<List<String>> stacks) {
        if (places.isEmpty()) {
            return;
        }
        Map<String, Set<String>> callersOf = callers(stacks);
        places.forEach((place, spots) -> {
            List<Spot> proven =
                    spots.values().stream().filter(spot -> spot.proven > 0).toList();
            if (proven.isEmpty()) {
                return; // young connections may still be closed in time
            }
            String mostFrequent = mostFrequent(proven, callersOf);
            spots.values().forEach(spot -> {
                String frame = spot.isHeld() ? spot.first.blame() : mostFrequent;
                spot.key = keys.of(place.cause(), place.role(), frame);
                spot.tally.isBlamedOn(frame);
            });
            proven.forEach(spot -> sites.of(spot.key).add(spot.tally));
            spots.values().stream()
                    .filter(spot -> spot.proven == 0 && sites.contains(spot.key))
                    .forEach(spot -> sites.of(spot.key).add(spot.tally));
        });
    }

    private static String mostFrequent(List<Spot> spots, Map<String, Set<String>> callersOf) {
        return spots.stream()
                .filter(Spot::isHeld)
                .max(Comparator.comparingInt(spot -> spot.proven))
                .map(spot -> spot.first.blame())
                .orElseGet(() -> leaking(spots, callersOf));
    }

    /**
     * Returns the frame to blame: from the innermost frame on, the first that no other caller uses, or whose caller is
     * not the same for all spots.
     */
    private static String leaking(List<Spot> spots, Map<String, Set<String>> callersOf) {
        List<String> first = spots.get(0).first.users();
        int at = 0;
        while (at + 1 < first.size()) {
            String caller = method(first.get(at + 1));
            int next = at + 1;
            boolean isCallersAlone = spots.stream()
                    .allMatch(spot -> spot.first.users().size() > next
                            && method(spot.first.users().get(next)).equals(caller));
            Set<String> others = callersOf.getOrDefault(method(first.get(at)), Set.of());
            boolean isShared = others.stream().anyMatch(other -> !other.equals(caller));
            if (!isCallersAlone || !isShared) {
                break;
            }
            at = next;
        }
        return first.get(at);
    }

    private static Map<String, Set<String>> callers(Iterable<List<String>> stacks) {
        Map<String, Set<String>> callersOf = new HashMap<>();
        for (List<String> stack : stacks) {
            for (int i = 0; i + 1 < stack.size(); i++) {
                callersOf
                        .computeIfAbsent(method(stack.get(i)), each -> new HashSet<>())
                        .add(method(stack.get(i + 1)));
            }
        }
        return callersOf;
    }

    private static String method(String frame) {
        int end = frame.indexOf('(');
        return end < 0 ? frame : frame.substring(0, end);
    }
}
