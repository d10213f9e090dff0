// SPDX-License-Identifier: Apache-2.0
// Copyright the Lastack authors
package io.github.lastack.diagnose.profile;

import io.github.lastack.diagnose.problem.Problem;
import io.github.lastack.history.ConnectionHistory;
import io.github.lastack.history.Subject;
import io.github.lastack.model.TcpState;
import java.time.Duration;
import java.time.Instant;
import java.util.List;

/**
 * Profile of all of a site's connections, from which charts are drawn.
 *
 * @param flow how the connections came and went; for TIME_WAIT, which nothing holds, how they entered and left it
 */
public record SiteProfile(Stacks stacks, DwellBins dwell, Flow flow) {

    /** Distinct stacks of each kind, with how many connections have each. */
    public record Stacks(
            StackTally opened,
            StackTally endOfStream,
            StackTally shutDown,
            StackTally lastUsed,
            StackTally lastWritten,
            StackTally heldNow,
            StackTally closed) {}

    /** Collector that counts finding by finding, in any order. Its size does not depend on the number of findings. */
    public static final class Collector {
        private final StackTally.Collector opened = new StackTally.Collector();
        private final StackTally.Collector endOfStream = new StackTally.Collector();
        private final StackTally.Collector shutDown = new StackTally.Collector();
        private final StackTally.Collector lastUsed = new StackTally.Collector();
        private final StackTally.Collector lastWritten = new StackTally.Collector();
        private final StackTally.Collector heldNow = new StackTally.Collector();
        private final StackTally.Collector closed = new StackTally.Collector();
        private final DwellBins.Collector dwell = new DwellBins.Collector();
        private final Flow.Collector flow;
        private final boolean waits;

        /**
         * Creates a collector.
         *
         * @param begin the start of the recording
         */
        public Collector(Instant begin, Problem problem) {
            flow = new Flow.Collector(begin);
            waits = problem == Problem.TIME_WAIT;
        }

        public void add(Subject subject, Duration inState) {
            ConnectionHistory.Stacks stacks = subject.stacks();
            opened.add(stacks.opened());
            endOfStream.add(stacks.endOfStream());
            shutDown.add(stacks.shutDown());
            lastUsed.add(stacks.isLastUsedAnother() ? stacks.lastUsed() : List.of());
            lastWritten.add(stacks.isLastWrittenAnother() ? stacks.lastWritten() : List.of());
            if (subject instanceof ConnectionHistory history && history.holder() != null) {
                heldNow.add(history.holder().stack());
            }
            closed.add(stacks.closed());
            dwell.add(inState);
            if (subject instanceof ConnectionHistory history && waits) {
                flow.add(
                        history.entered(TcpState.TIME_WAIT).orElse(history.openedAt()),
                        history.state() == TcpState.CLOSED ? history.since() : null);
            } else {
                flow.add(subject.openedAt(), subject instanceof ConnectionHistory history ? ended(history) : null);
            }
        }

        /** Returns when a connection let go of its descriptor; null if it has not. */
        private static Instant ended(ConnectionHistory history) {
            if (history.takesDescriptor()) {
                return null;
            }
            if (history.closedAt() != null) {
                return history.closedAt();
            }
            return history.isCollected() ? history.collectedAt() : history.since();
        }

        public void add(Collector other) {
            opened.add(other.opened);
            endOfStream.add(other.endOfStream);
            shutDown.add(other.shutDown);
            lastUsed.add(other.lastUsed);
            lastWritten.add(other.lastWritten);
            heldNow.add(other.heldNow);
            closed.add(other.closed);
            dwell.add(other.dwell);
            flow.add(other.flow);
        }

        public SiteProfile finish(Instant end) {
            return new SiteProfile(
                    new Stacks(
                            opened.finish(),
                            endOfStream.finish(),
                            shutDown.finish(),
                            lastUsed.finish(),
                            lastWritten.finish(),
                            heldNow.finish(),
                            closed.finish()),
                    dwell.finish(),
                    flow.finish(end));
        }
    }

    public StackTally opened() {
        return stacks.opened();
    }

    public StackTally endOfStream() {
        return stacks.endOfStream();
    }

    public StackTally shutDown() {
        return stacks.shutDown();
    }

    public StackTally lastUsed() {
        return stacks.lastUsed();
    }

    public StackTally lastWritten() {
        return stacks.lastWritten();
    }

    public StackTally heldNow() {
        return stacks.heldNow();
    }

    public StackTally closed() {
        return stacks.closed();
    }
}
