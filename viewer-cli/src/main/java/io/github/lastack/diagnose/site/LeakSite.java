// SPDX-License-Identifier: Apache-2.0
// Copyright the Lastack authors
package io.github.lastack.diagnose.site;

import io.github.lastack.diagnose.blame.Blame;
import io.github.lastack.diagnose.blame.BlameReasons;
import io.github.lastack.diagnose.blame.FrameOrigins;
import io.github.lastack.diagnose.problem.Cause;
import io.github.lastack.diagnose.problem.Detail;
import io.github.lastack.diagnose.problem.Problem;
import io.github.lastack.diagnose.problem.RemoteCount;
import io.github.lastack.diagnose.profile.Dwell;
import io.github.lastack.diagnose.profile.SiteProfile;
import io.github.lastack.diagnose.profile.StackTally;
import io.github.lastack.history.ConnectionHistory;
import io.github.lastack.model.Role;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * Place in the code that leaks.
 *
 * @param stacks for each kind, the stack that most of the connections have
 * @param profile the profile of all of its connections
 * @param origins the origins of the code in the frames
 */
public record LeakSite(
        Identity identity,
        Extent extent,
        ConnectionHistory.Stacks stacks,
        Peers peers,
        Explanation explanation,
        SiteProfile profile,
        FrameOrigins origins) {

    /**
     * Properties that identify a site.
     *
     * @param fingerprint the same for the same leak in another recording
     */
    public record Identity(Cause cause, Role role, String blame, String fingerprint) {}

    /**
     * Number of connections, and the time for which they have the problem.
     *
     * @param held how the connections stand at the end
     * @param onset when the connections were opened, and when they came to have the problem
     * @param ratePerSecond how many connections came to have the problem a second, over the part of the recording in
     *     which that could be found
     */
    public record Extent(int connections, Held held, Dwell dwell, Onset onset, double ratePerSecond) {}

    /**
     * Other ends of the site's connections.
     *
     * @param remotes the remotes, most connections first
     * @param localPorts for a server, the ports on which it accepted the connections, most connections first; empty for
     *     a client
     */
    public record Peers(List<RemoteCount> remotes, List<LocalPort> localPorts) {}

    /**
     * Explanation of why the leak is there, and what to do.
     *
     * @param because what has happened, in one sentence
     * @param advice what to do, in one sentence
     * @param detail what else is known of this problem; null if nothing
     * @param grounds why the frame is blamed
     */
    public record Explanation(String because, String advice, Detail detail, BlameReasons grounds) {}

    public record LocalPort(int port, int connections) {}

    /** Returns how many of the connections are not closed. */
    public int stillOpen() {
        return held().open();
    }

    /**
     * Returns the remotes without their ports, most connections first. The remote port of an accepted connection says
     * nothing.
     */
    public List<RemoteCount> hosts() {
        Map<String, Integer> counts = new LinkedHashMap<>();
        for (RemoteCount remote : remotes()) {
            String host = remote.address().substring(0, remote.address().lastIndexOf(':'));
            counts.merge(host, remote.connections(), Integer::sum);
        }
        return RemoteCount.mostFirst(counts);
    }

    /** Returns whether all of the site's connections had the problem when the agent was attached. */
    public boolean isBeforeAgent() {
        return held().beforeAgent() > 0 && held().beforeAgent() == connections();
    }

    /** Returns whether the site has only descriptors that had no connection when the agent was attached. */
    public boolean isUnconnectedBeforeAgent() {
        return isBeforeAgent() && (cause() == Cause.ERROR_IGNORED || cause() == Cause.NEVER_CONNECTED);
    }

    LeakSite with(Detail other) {
        return new LeakSite(
                new Identity(cause(), role(), blame(), fingerprint()),
                new Extent(connections(), held(), dwell(), onset(), ratePerSecond()),
                stacks,
                new Peers(remotes(), localPorts()),
                new Explanation(because(), advice(), other, grounds()),
                profile,
                origins);
    }

    /** Returns whether no code to blame is known. */
    public boolean isBlameUnknown() {
        return blame().equals(Blame.UNKNOWN);
    }

    /** Returns the stack of most of the threads that hold connections of the site, innermost frame first. */
    public Optional<List<String>> heldNow() {
        return profile.heldNow().stacks().stream()
                .map(StackTally.Counted::frames)
                .findFirst();
    }

    /** Returns the frame to look at first, with its archive if it belongs to a library. */
    public String shownBlame() {
        return isBlameUnknown() && isBeforeAgent()
                ? "not known: open before the agent was attached"
                : origins.shown(blame());
    }

    public Problem problem() {
        return cause().problem();
    }

    public Cause cause() {
        return identity.cause();
    }

    public Role role() {
        return identity.role();
    }

    public String blame() {
        return identity.blame();
    }

    public String fingerprint() {
        return identity.fingerprint();
    }

    public int connections() {
        return extent.connections();
    }

    public Held held() {
        return extent.held();
    }

    public Dwell dwell() {
        return extent.dwell();
    }

    public Onset onset() {
        return extent.onset();
    }

    public double ratePerSecond() {
        return extent.ratePerSecond();
    }

    public List<RemoteCount> remotes() {
        return peers.remotes();
    }

    public List<LocalPort> localPorts() {
        return peers.localPorts();
    }

    public String because() {
        return explanation.because();
    }

    public String advice() {
        return explanation.advice();
    }

    public Detail detail() {
        return explanation.detail();
    }

    public BlameReasons grounds() {
        return explanation.grounds();
    }
}
