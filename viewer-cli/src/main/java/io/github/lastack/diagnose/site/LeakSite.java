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
 * One place in the code that leaks.
 *
 * @param stacks of each kind the one that most of the connections have
 * @param profile all of the connections together
 * @param origins of the code in the frames
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
     * What makes it one site.
     *
     * @param fingerprint the same for the same leak in another recording
     */
    public record Identity(Cause cause, Role role, String blame, String fingerprint) {}

    /**
     * How many connections, and for how long.
     *
     * @param held how they stand at the end
     * @param onset when they were opened, and came to have the problem
     * @param ratePerSecond how many came to have the problem a second, over the part of the recording in which that
     *     could be found
     */
    public record Extent(int connections, Held held, Dwell dwell, Onset onset, double ratePerSecond) {}

    /**
     * The other ends of its connections.
     *
     * @param remotes most connections first
     * @param localPorts of a server the ports on which it accepted them, most connections first; empty for a client
     */
    public record Peers(List<RemoteCount> remotes, List<LocalPort> localPorts) {}

    /**
     * Why it is there, and what to do.
     *
     * @param because what has happened, in one sentence
     * @param advice what to do, in one sentence
     * @param detail what else there is to say of this problem; null if nothing
     * @param grounds why it is blamed
     */
    public record Explanation(String because, String advice, Detail detail, BlameReasons grounds) {}

    public record LocalPort(int port, int connections) {}

    /** How many of the connections are not closed. */
    public int stillOpen() {
        return held().open();
    }

    /** The remotes without their ports, which for an accepted connection say nothing; most connections first. */
    public List<RemoteCount> hosts() {
        Map<String, Integer> counts = new LinkedHashMap<>();
        for (RemoteCount remote : remotes()) {
            String host = remote.address().substring(0, remote.address().lastIndexOf(':'));
            counts.merge(host, remote.connections(), Integer::sum);
        }
        return RemoteCount.mostFirst(counts);
    }

    /** Whether all of its connections had the problem when the agent came. */
    public boolean isBeforeAgent() {
        return held().beforeAgent() > 0 && held().beforeAgent() == connections();
    }

    /** Whether all of it are descriptors that had no connection when the agent came. */
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

    /** Whether no code is known. */
    public boolean isBlameUnknown() {
        return blame().equals(Blame.UNKNOWN);
    }

    /** Where most of the threads are that hold connections of it, innermost frame first. */
    public Optional<List<String>> heldNow() {
        return profile.heldNow().stacks().stream()
                .map(StackTally.Counted::frames)
                .findFirst();
    }

    /** The frame to look at first, with its archive where it is a library's. */
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
