// SPDX-License-Identifier: Apache-2.0
// Copyright the Lastack authors
package io.github.lastack.report.markup;

import io.github.lastack.diagnose.site.LeakSite;
import java.util.HashSet;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;

/** The ids of sites in links: equal in every report of the same leak, unless another site has the same name. */
public final class Anchors {
    private final Map<LeakSite, String> ids = new IdentityHashMap<>();

    public Anchors(List<LeakSite> sites) {
        Set<String> taken = new HashSet<>();
        for (LeakSite site : sites) {
            String name = site.cause().word() + "-"
                    + FrameParts.of(site.blame()).brief().replaceAll("[^A-Za-z0-9.]+", "-");
            String id = name;
            for (int another = 2; !taken.add(id); another++) {
                id = name + "-" + another;
            }
            ids.put(site, id);
        }
    }

    public String of(LeakSite site) {
        return ids.get(site);
    }

    public String linkTo(LeakSite site) {
        return "#" + of(site);
    }
}
