// SPDX-License-Identifier: Apache-2.0
// Copyright the Lastack authors
package io.github.lastack.diagnose;

import io.github.lastack.model.Role;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;

/**
 * Another site with the same problem and connections to the same remote: of connections whose opening is not known, the best
 * guess at the code, and no more than that.
 *
 * @param frame what that site is blamed on
 * @param fingerprint of that site
 * @param remote that most of the connections share, as {@code host:port}
 */
public record SameRemote(String frame, String fingerprint, String remote) implements Detail {
    /** Gives those sites whose code is not known the site that their connections may be of. */
    static List<LeakSite> addTo(List<LeakSite> sites) {
        List<LeakSite> told = new ArrayList<>();
        for (LeakSite site : sites) {
            boolean unknown = site.isBlameUnknown() && site.role() == Role.CLIENT && site.detail() == null;
            told.add(unknown ? likened(site, sites) : site);
        }
        return told;
    }

    private static LeakSite likened(LeakSite site, List<LeakSite> sites) {
        Set<String> remotes =
                site.remotes().stream().map(LeakSite.Remote::address).collect(Collectors.toCollection(HashSet::new));
        return sites.stream()
                .filter(other ->
                        other.problem() == site.problem() && other.role() == site.role() && !other.isBlameUnknown())
                .flatMap(other -> other.remotes().stream()
                        .filter(remote -> remotes.contains(remote.address()))
                        .map(remote -> new Shared(other, remote)))
                .max(Comparator.comparingInt(shared -> shared.remote().connections()))
                .map(shared -> site.with(new SameRemote(
                        shared.site().blame(),
                        shared.site().fingerprint(),
                        shared.remote().address())))
                .orElse(site);
    }

    private record Shared(LeakSite site, LeakSite.Remote remote) {}
}
