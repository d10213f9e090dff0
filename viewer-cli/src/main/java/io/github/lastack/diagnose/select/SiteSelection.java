// SPDX-License-Identifier: Apache-2.0
// Copyright the Lastack authors
package io.github.lastack.diagnose.select;

import io.github.lastack.diagnose.problem.Problem;
import io.github.lastack.diagnose.site.LeakSite;
import io.github.lastack.history.ConnectionHistory;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;

/**
 * The sites that the user asked for.
 *
 * @param byNumber the sites by number; each keeps its number among all sites
 */
public record SiteSelection(SortedMap<Integer, LeakSite> byNumber, LeftOut leftOut) {

    public static SiteSelection all(List<LeakSite> sites) {
        return of(sites, new Filter<>(), Integer.MAX_VALUE);
    }

    /**
     * Returns the worst sites that the filter accepts.
     *
     * @param top the largest number of sites to return
     */
    public static SiteSelection of(List<LeakSite> sites, Filter<LeakSite> filter, int top) {
        SortedMap<Integer, LeakSite> taken = new TreeMap<>();
        int beyondTop = 0;
        for (int i = 0; i < sites.size(); i++) {
            if (filter.takes(sites.get(i))) {
                if (taken.size() < top) {
                    taken.put(i + 1, sites.get(i));
                } else {
                    beyondTop++;
                }
            }
        }
        return new SiteSelection(taken, LeftOut.of(filter, beyondTop));
    }

    public static Filter<LeakSite> having(Collection<Problem> problems, RemoteName remote, String inPackage) {
        Filter<LeakSite> filter = new Filter<>();
        if (!problems.isEmpty()) {
            filter.and("--problem", site -> problems.contains(site.problem()));
        }
        if (remote != null) {
            filter.and("--remote", site -> site.remotes().stream().anyMatch(each -> remote.names(each.address())));
        }
        if (inPackage != null) {
            filter.and("--package", site -> isIn(inPackage, site.stacks()));
        }
        return filter;
    }

    private static boolean isIn(String name, ConnectionHistory.Stacks stacks) {
        String prefix = name.endsWith(".") ? name : name + ".";
        return stacks.all().stream().flatMap(List::stream).anyMatch(frame -> frame.startsWith(prefix));
    }

    public Collection<LeakSite> sites() {
        return byNumber.values();
    }

    /** Returns the number of each site among all sites, by the site's fingerprint. */
    public static Map<String, Integer> numbers(List<LeakSite> sites) {
        Map<String, Integer> numbers = new TreeMap<>();
        for (LeakSite site : sites) {
            numbers.put(site.fingerprint(), numbers.size() + 1);
        }
        return numbers;
    }
}
