// SPDX-License-Identifier: Apache-2.0
// Copyright the Lastack authors
package io.github.lastack.diagnose.site;

import io.github.lastack.diagnose.problem.AlikeSite;
import io.github.lastack.model.Role;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.stream.Stream;

/** Finder of the site that the connections of a site with unknown code may belong to. */
public final class AlikeSites {
    private AlikeSites() {}

    /** Place in the network that a site's connections have in common. */
    private record Shared(LeakSite site, String remote, int localPort, int connections) {
        static Stream<Shared> of(LeakSite site) {
            return site.role() == Role.CLIENT
                    ? site.remotes().stream().map(remote -> new Shared(site, remote.address(), 0, remote.connections()))
                    : site.localPorts().stream().map(port -> new Shared(site, "", port.port(), port.connections()));
        }

        AlikeSite asDetail() {
            return new AlikeSite(site.blame(), site.fingerprint(), remote, localPort);
        }

        String place() {
            return remote.isEmpty() ? Integer.toString(localPort) : remote;
        }
    }

    /**
     * Returns the sites; each site whose code is not known gets the site that its connections may belong to as detail.
     */
    public static List<LeakSite> addTo(List<LeakSite> sites) {
        List<LeakSite> told = new ArrayList<>();
        for (LeakSite site : sites) {
            told.add(site.isBlameUnknown() && site.detail() == null ? likened(site, sites) : site);
        }
        return told;
    }

    private static LeakSite likened(LeakSite site, List<LeakSite> sites) {
        Set<String> places = new HashSet<>();
        Shared.of(site).map(Shared::place).forEach(places::add);
        return sites.stream()
                .filter(other ->
                        other.problem() == site.problem() && other.role() == site.role() && !other.isBlameUnknown())
                .flatMap(Shared::of)
                .filter(shared -> places.contains(shared.place()))
                .max(Comparator.comparingInt(Shared::connections))
                .map(shared -> site.with(shared.asDetail()))
                .orElse(site);
    }
}
