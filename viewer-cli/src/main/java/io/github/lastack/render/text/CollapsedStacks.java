// SPDX-License-Identifier: Apache-2.0
// Copyright the Lastack authors
package io.github.lastack.render.text;

import io.github.lastack.diagnose.profile.SiteProfile;
import io.github.lastack.diagnose.profile.StackTally;
import io.github.lastack.diagnose.select.SiteSelection;
import io.github.lastack.diagnose.site.LeakSite;
import java.util.Comparator;
import java.util.List;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/**
 * {@code lastack sites --format collapsed}: the stacks of the sites as flame-graph tools read them. A line is a stack,
 * outermost frame first, and how many connections have it: {@code close-wait/half-closed;com.acme.Main.main:12 4}. The
 * counts of a site add up to its connections.
 */
public final class CollapsedStacks {
    /** The source of a frame, and in it the line. Remarks in place of a frame have no method before it. */
    private static final Pattern SOURCE = Pattern.compile("(?<=\\w)\\([^:]*(:\\d+)?\\)$");

    private static final String NO_SUCH_STACK = "(no stack of this kind)";
    private static final String OTHERS = "(further stacks)";

    private CollapsedStacks() {}

    public static String of(SiteSelection selection) {
        StringBuilder lines = new StringBuilder();
        selection.sites().forEach(site -> append(site, lines));
        return lines.toString();
    }

    private static void append(LeakSite site, StringBuilder lines) {
        String root = site.problem().word() + "/" + site.cause().word();
        StackTally tally = blamed(site);
        if (site.problem().isOfListeners() && !tally.isEmpty()) {
            // One listener was opened, and its connections were not.
            line(root, tally.stacks().get(0).frames(), site.connections(), lines);
            return;
        }
        tally.stacks().forEach(stack -> line(root, stack.frames(), stack.connections(), lines));
        line(root, List.of(OTHERS), tally.others(), lines);
        line(root, List.of(NO_SUCH_STACK), site.connections() - tally.connections(), lines);
    }

    /** Returns the stacks of that kind which has the blamed frame for most connections, else the opening's. */
    private static StackTally blamed(LeakSite site) {
        SiteProfile profile = site.profile();
        return Stream.of(
                        profile.lastUsed(),
                        profile.endOfStream(),
                        profile.shutDown(),
                        profile.closed(),
                        profile.opened(),
                        profile.lastWritten(),
                        profile.heldNow())
                .filter(tally ->
                        tally.stacks().stream().anyMatch(stack -> stack.frames().contains(site.blame())))
                .max(Comparator.comparingLong(StackTally::connections))
                .orElse(profile.opened());
    }

    private static void line(String root, List<String> innermostFirst, long connections, StringBuilder lines) {
        if (connections > 0) {
            lines.append(root);
            for (int i = innermostFirst.size() - 1; i >= 0; i--) {
                lines.append(';').append(frame(innermostFirst.get(i)));
            }
            lines.append(' ').append(connections).append('\n');
        }
    }

    /** {@code com.acme.Feed.poll:58} for {@code com.acme.Feed.poll(Feed.java:58)}; without a line, the method alone. */
    private static String frame(String frame) {
        return SOURCE.matcher(frame).replaceFirst("$1");
    }
}
