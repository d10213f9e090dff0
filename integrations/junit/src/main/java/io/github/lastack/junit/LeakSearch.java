// SPDX-License-Identifier: Apache-2.0
// Copyright the Lastack authors
package io.github.lastack.junit;

import java.io.IOException;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.LongPredicate;
import java.util.stream.Collectors;
import java.util.stream.LongStream;

/** The search for leaks at the end of a test or class. */
final class LeakSearch {
    private final WatchedJvm jvm;
    private final WatchedScopes scopes;
    private final WatchedScope scope;

    LeakSearch(WatchedJvm jvm, WatchedScopes scopes, WatchedScope scope) {
        this.jvm = jvm;
        this.scopes = scopes;
        this.scope = scope;
    }

    /** Returns what the test or class leaves open that it should not; null if nothing. */
    SocketLeakError search() throws IOException {
        OpenNow now = jvm.openAfter(scope.firstAfter());
        scope.end(now);
        if (scope.isIgnored()) {
            return null;
        }
        LongPredicate wanted = id -> scope.spans(id) && !scopes.isTold(id);
        boolean mayHoldDropped = scope.isTopLevel() && scope.settings().collect();
        if (mayHoldDropped && now.all().anyMatch(scope::spans)) {
            jvm.collect();
            now = jvm.openAfter(scope.firstAfter());
        }
        long[] suspects = now.suspects(scope.settings().open(), wanted);
        if (suspects.length > 0) {
            suspects = jvm.suspectsAfter(scope, wanted);
        }
        boolean isAnyDropped = now.dropped() > scope.droppedBefore();
        return suspects.length == 0 && !isAnyDropped ? null : found(suspects, isAnyDropped, wanted);
    }

    private SocketLeakError found(long[] suspects, boolean isAnyDropped, LongPredicate wanted) throws IOException {
        long droppedAfter = isAnyDropped ? scope.firstAfter() : Long.MAX_VALUE;
        boolean isShared = isAnyDropped || LongStream.of(suspects).anyMatch(scopes::isSharedBy);
        WatchedJvm.Recorded recorded = jvm.read(suspects, droppedAfter, isShared);
        Map<Long, List<String>> opened = recorded.connections().opened();
        Map<List<WatchedScope>, List<Long>> leaks = new LinkedHashMap<>();
        for (long id : opened.keySet()) {
            List<WatchedScope> owners = !wanted.test(id)
                    ? List.of()
                    : scopes.ownersOf(
                            id,
                            each -> new WatchedScopes.Opening(
                                    opened.get(each), recorded.threads().getOrDefault(each, 0L)));
            if (isToBeToldHere(owners) && scopes.isFirstToTell(id)) {
                leaks.computeIfAbsent(owners, same -> new ArrayList<>()).add(id);
            }
        }
        return leaks.isEmpty() ? null : error(leaks, recorded.connections());
    }

    /**
     * Returns whether a leak of these is reported at the end of this test or class: of a test by itself; of an earlier
     * test of a class, and of tests that cannot be told apart, by the class, the last that ends of theirs.
     */
    private boolean isToBeToldHere(List<WatchedScope> owners) {
        if (owners.isEmpty() || owners.stream().anyMatch(WatchedScope::isIgnored)) {
            return false;
        }
        if (owners.size() == 1) {
            return owners.get(0).isInside(scope);
        }
        return !scope.isTest()
                && owners.stream().anyMatch(owner -> owner.isInside(scope))
                && owners.stream().allMatch(owner -> owner.isInside(scope) || owner.hasEnded());
    }

    private SocketLeakError error(Map<List<WatchedScope>, List<Long>> leaks, EmbeddedTool.Connections connections)
            throws IOException {
        List<String> messages = new ArrayList<>();
        List<String> frames = null;
        for (Map.Entry<List<WatchedScope>, List<Long>> leak : leaks.entrySet()) {
            long[] ids = leak.getValue().stream().mapToLong(Long::longValue).toArray();
            List<EmbeddedTool.Site> sites = connections.sites(ids);
            messages.add(headline(leak.getKey(), ids.length, sites)
                    + System.lineSeparator()
                    + System.lineSeparator()
                    + sites.stream().map(EmbeddedTool.Site::text).collect(Collectors.joining(System.lineSeparator())));
            if (frames == null && !sites.isEmpty()) {
                frames = sites.get(0).stack();
            }
        }
        return new SocketLeakError(
                String.join(System.lineSeparator(), messages).stripTrailing(), frames == null ? List.of() : frames);
    }

    private static String headline(List<WatchedScope> owners, int count, List<EmbeddedTool.Site> sites) {
        String what = count + (count == 1 ? " connection" : " connections") + ": "
                + sites.stream()
                        .map(site -> site.leak() + " at " + site.blame())
                        .distinct()
                        .collect(Collectors.joining(", "));
        if (owners.size() == 1) {
            return owners.get(0) + " leaks " + what;
        }
        return "One of these leaks " + what + System.lineSeparator()
                + "They ran at the same time, and neither the thread nor the stack of the opening tells which: "
                + owners.stream().map(WatchedScope::toString).sorted().collect(Collectors.joining(", "));
    }
}
