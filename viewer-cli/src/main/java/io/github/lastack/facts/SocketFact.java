// SPDX-License-Identifier: Apache-2.0
// Copyright the Lastack authors
package io.github.lastack.facts;

import io.github.lastack.frame.FrameKind;
import io.github.lastack.model.Endpoint;
import io.github.lastack.model.Role;
import io.github.lastack.model.TcpState;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Objects;

/**
 * One event of the recording as a value; stacks are frames as Java prints them, innermost first, without the agent's
 * own.
 *
 * <p>{@code kernel} is the kernel's state of the descriptor, null if the kernel was not asked.
 */
public sealed interface SocketFact
        permits SocketFact.OfConnection,
                SocketFact.Site,
                SocketFact.ClassOrigin,
                SocketFact.ListenerOpened,
                SocketFact.BindFailed,
                SocketFact.Counted,
                SocketFact.Total,
                SocketFact.AgentInfo,
                SocketFact.JvmShutdown,
                KernelFact {
    /** When the recorded call returned. */
    Instant at();

    /**
     * Connections of one site that were opened too fast to be recorded individually, since the last such fact:
     * estimates.
     *
     * @param described those that are recorded individually from now on
     */
    record Counted(Instant at, Role role, long openedSite, Openings openings, Closes closes, long described)
            implements SocketFact {
        /**
         * How many were opened.
         *
         * @param estimated those opened without a stack, for which the others stand
         * @param variance of the opened
         */
        public record Openings(long opened, long estimated, long variance) {
            public Openings plus(Openings more) {
                return new Openings(opened + more.opened, estimated + more.estimated, variance + more.variance);
            }
        }

        /**
         * How many of them were closed.
         *
         * @param closedFirst those closed before a FIN or a reset of the peer arrived
         */
        public record Closes(long closed, long closedFirst) {
            public Closes plus(Closes more) {
                return new Closes(closed + more.closed, closedFirst + more.closedFirst);
            }
        }

        public long opened() {
            return openings.opened();
        }

        public long estimated() {
            return openings.estimated();
        }

        public long variance() {
            return openings.variance();
        }

        public long closed() {
            return closes.closed();
        }

        public long closedFirst() {
            return closes.closedFirst();
        }
    }

    /**
     * All connections of one role that were opened too fast to be recorded individually, since the last such fact:
     * exact.
     *
     * @param closedFirst those closed before a FIN or a reset of the peer arrived
     * @param described those that are recorded individually from now on
     */
    record Total(Instant at, Role role, long opened, long closed, long closedFirst, long described)
            implements SocketFact {}

    /** A fact about one connection. */
    sealed interface OfConnection extends SocketFact {
        /** Number of the connection, unique in its JVM. */
        long id();

        /** The kernel's state of the descriptor; null if the kernel was not asked. */
        default TcpState kernel() {
            return null;
        }
    }

    /** What does not change while a connection lives; addresses are {@code host:port}. */
    record Ends(Role role, String api, String host, String local, int localPort, String remote) {
        private static final String NOWHERE = Endpoint.format("", 0);

        /**
         * Whether the remote is known: not for a descriptor that was never connected, or a peer that the JDK did not
         * name.
         */
        public boolean hasRemote() {
            return !remote.equals(NOWHERE);
        }

        /** Whether the remote's address is known: not if it was left out of the recording. */
        public boolean hasAddress() {
            return !remote.startsWith("?:");
        }

        /** Whether both ends are on one host, so that packets arrive at once. */
        public boolean isWithinOneHost() {
            return host(local).equals(host(remote)) || isLoopback(local) && isLoopback(remote);
        }

        private static boolean isLoopback(String end) {
            return end.startsWith("127.");
        }

        /** Returns these ends with the local end that the connect got. */
        public Ends from(Established established) {
            return new Ends(role, api, host, established.local(), established.localPort(), remote);
        }

        /** Whether the socket has connected to its own port. */
        public boolean isOfItself() {
            return hasRemote() && local.equals(remote);
        }

        private static String host(String end) {
            return end.substring(0, end.lastIndexOf(':'));
        }

        /**
         * Whether it is a channel. The JDK's cleaner or finalizer closes the descriptor of a dropped Socket, but not
         * of a dropped channel.
         */
        public boolean isChannel() {
            return !api.equals("Socket");
        }
    }

    /** @param state ESTABLISHED, or SYN_SENT where the connect goes on without blocking */
    record Opened(
            long id,
            Instant at,
            Instant begun,
            Ends ends,
            TcpState state,
            long createdSite,
            long madeSite,
            List<String> stack)
            implements OfConnection {}

    record Established(long id, Instant at, String local, int localPort) implements OfConnection {}

    /**
     * A connect that failed.
     */
    record ConnectFailed(
            long id, Instant at, Instant begun, Ends ends, Failure failure, long createdSite, List<String> stack)
            implements OfConnection {
        /**
         * Why it failed.
         *
         * @param portsExhausted whether the kernel found no local port for it
         * @param bound whether an explicit bind had chosen the local address
         */
        public record Failure(String message, boolean portsExhausted, boolean bound) {}

        public String message() {
            return failure.message();
        }

        public boolean portsExhausted() {
            return failure.portsExhausted();
        }

        public boolean bound() {
            return failure.bound();
        }
    }

    record EndOfStream(long id, Instant at, TcpState kernel, List<String> stack) implements OfConnection {}

    /** @param unanswered what the peer had not answered by then; null if nothing was open, or it was not recorded */
    record Failed(
            long id,
            Instant at,
            String operation,
            String message,
            TcpState kernel,
            List<String> stack,
            Unanswered unanswered)
            implements OfConnection {
        /** A failure of which it is not known what was unanswered. */
        public Failed(long id, Instant at, String operation, String message, TcpState kernel, List<String> stack) {
            this(id, at, operation, message, kernel, stack, null);
        }
    }

    /**
     * What was retransmitted without an answer: data, a SYN or FIN, or probes.
     *
     * @param lasting for how long at least, counted from the agent's first probe that found it
     * @param retransmits retransmissions of the oldest segment
     * @param probes of a shut window, or of SO_KEEPALIVE
     */
    record Unanswered(Duration lasting, int retransmits, int probes) {}

    /**
     * What an open connection waits for from its peer.
     *
     * @param unanswered null if nothing is, or that was not recorded
     * @param keepAlive whether SO_KEEPALIVE is set; null where that was not recorded
     * @param connectTimeout timeout of a thread that waits in connect, zero for none but the kernel's; null if no
     *     thread waits
     */
    record Network(Unanswered unanswered, Boolean keepAlive, Duration connectTimeout) {
        public static final Network UNKNOWN = new Network(null, null, null);
    }

    record Shutdown(long id, Instant at, boolean output, TcpState kernel, List<String> stack) implements OfConnection {}

    /**
     * @param remote of a connection that this side opened; empty for others, or if it was not recorded
     * @param unanswered what the peer had not answered by then; null if nothing was open, or it was not recorded
     */
    record Closed(
            long id,
            Instant at,
            TcpState kernel,
            boolean unreadData,
            int linger,
            List<String> stack,
            String remote,
            Unanswered unanswered)
            implements OfConnection {
        /** A close of a connection whose remote is known otherwise, with nothing unanswered. */
        public Closed(long id, Instant at, TcpState kernel, boolean unreadData, int linger, List<String> stack) {
            this(id, at, kernel, unreadData, linger, stack, "", null);
        }
    }

    /** The descriptor of a closed connection was released in another state than its close leads to. */
    record DescriptorClosed(long id, Instant at, TcpState kernel, boolean unreadData) implements OfConnection {}

    /**
     * The kernel's state of a connection whose descriptor was released; CLOSED if the kernel has forgotten it.
     *
     * @param retransmits retransmissions of its FIN by then
     * @param since when it entered that state, by the kernel's timer; equal to {@code at} if the timer is unknown
     */
    record Closing(long id, Instant at, TcpState kernel, int retransmits, Instant since) implements OfConnection {
        /** Whether its FIN is not yet acknowledged. */
        public boolean isUnacknowledged() {
            return kernel == TcpState.FIN_WAIT_1 || kernel == TcpState.CLOSING || kernel == TcpState.LAST_ACK;
        }

        /** Whether more facts about the connection will follow. */
        public boolean goesOn() {
            return isUnacknowledged() || kernel == TcpState.FIN_WAIT_2;
        }
    }

    record Collected(long id, Instant at) implements OfConnection {}

    record Probed(long id, Instant at, TcpState kernel) implements OfConnection {}

    /**
     * The connection was open at the end of a chunk.
     */
    record StillOpen(long id, Instant at, Ends ends, Beginning beginning, Status status, Input input, Use use)
            implements OfConnection {
        /**
         * How the connection was opened.
         *
         * @param openedAt when it was opened, or found if it was open before the agent was attached
         * @param beforeAgent whether it was open before the agent was attached
         * @param connected false for a descriptor whose connect failed or never came
         */
        public record Beginning(
                Instant openedAt, boolean beforeAgent, boolean connected, long openedSite, long madeSite) {}

        /**
         * The state of the connection, and what it waits for.
         *
         * @param network what it waits for from its peer
         */
        public record Status(TcpState state, Instant stateSince, TcpState kernel, Network network) {}

        /**
         * What was read of the stream.
         *
         * @param unreadSince since when received data has waited unread; null if none waits
         * @param neverRead whether no read has returned bytes or -1 since it was opened; false where that was not
         *     recorded
         */
        public record Input(boolean endOfStreamSeen, long endOfStreamSite, Instant unreadSince, boolean neverRead) {}

        /**
         * Which code used it.
         *
         * @param lastUsedSite site of the last use whose stack was taken
         * @param lastUse null if it was not used since the agent was attached
         * @param attached classes of the objects that an event loop attached to it, comma-separated
         */
        public record Use(long lastUsedSite, LastUse lastUse, String attached) {}

        /** Whether nothing but the time has changed since an earlier listing. */
        public boolean saysNoMoreThan(StillOpen before) {
            return equals(new StillOpen(
                    before.id, at, before.ends, before.beginning, before.status, before.input, before.use));
        }

        public Instant openedAt() {
            return beginning.openedAt();
        }

        public boolean beforeAgent() {
            return beginning.beforeAgent();
        }

        public boolean connected() {
            return beginning.connected();
        }

        public long openedSite() {
            return beginning.openedSite();
        }

        public long madeSite() {
            return beginning.madeSite();
        }

        public TcpState state() {
            return status.state();
        }

        public Instant stateSince() {
            return status.stateSince();
        }

        public TcpState kernel() {
            return status.kernel();
        }

        public Network network() {
            return status.network();
        }

        public boolean endOfStreamSeen() {
            return input.endOfStreamSeen();
        }

        public long endOfStreamSite() {
            return input.endOfStreamSite();
        }

        public Instant unreadSince() {
            return input.unreadSince();
        }

        public boolean neverRead() {
            return input.neverRead();
        }

        public long lastUsedSite() {
            return use.lastUsedSite();
        }

        public LastUse lastUse() {
            return use.lastUse();
        }

        public String attached() {
            return use.attached();
        }
    }

    /**
     * The last read or write of a connection.
     *
     * @param at to a second
     * @param thread its name; empty if it had ended
     * @param lag how much older than the use its recorded stack is, at most; zero if the stack is of this use
     * @param writtenSite of the newest write whose stack was taken; 0 if none was
     * @param awaiting whether anything still waits for the peer's data; null if not recorded
     */
    record LastUse(Instant at, boolean writing, String thread, Duration lag, long writtenSite, Awaiting awaiting) {
        /** A use of which nothing else is known. */
        public LastUse(Instant at, boolean writing, String thread, Duration lag, long writtenSite) {
            this(at, writing, thread, lag, writtenSite, null);
        }

        public boolean isExact() {
            return lag.isZero();
        }
    }

    /**
     * Whether anything waits for data of a connection's peer.
     *
     * @param registered whether a selector, an event loop or a completion handler is notified of data
     * @param thread id of the thread that used it last; 0 if the thread has ended
     */
    record Awaiting(boolean registered, long thread) {}

    /**
     * The channel was closed, and its descriptor was still open at the end of a chunk.
     *
     * @param made a channel that was never connected, which no other fact describes; null for any other
     */
    record Kept(long id, Instant at, Instant closedAt, Made made) implements OfConnection {}

    /** A channel that was opened and closed, and never connected. */
    record Made(Ends ends, Instant openedAt, long openedSite, long closedSite) {}

    /**
     * The connection is stuck, and the only thread that used it last was at that site.
     *
     * @param lastUsedSite site of the last use whose stack was taken
     */
    record Held(long id, Instant at, String thread, long site, long lastUsedSite) implements OfConnection {}

    /** A stack, which other facts refer to by its number. */
    record Site(Instant at, long siteId, List<String> frames) implements SocketFact {}

    /**
     * Where a class that occurs in stacks was loaded from; texts are empty if not known.
     *
     * @param archive name of a jar or directory, without its path
     * @param sourceFile the file that the class itself names
     * @param application whether it belongs to the application; null if the agent could not tell
     */
    record ClassOrigin(Instant at, String type, String archive, String version, String sourceFile, Boolean application)
            implements SocketFact, FrameKind.Origin {
        /** Completes a later origin of the same class with what only this one says. */
        public ClassOrigin orBefore(ClassOrigin later) {
            return new ClassOrigin(
                    later.at,
                    type,
                    later.archive.isEmpty() ? archive : later.archive,
                    later.version.isEmpty() ? version : later.version,
                    later.sourceFile.isEmpty() ? sourceFile : later.sourceFile,
                    later.application == null ? application : later.application);
        }

        public boolean isFromTheSame(ClassOrigin other) {
            return archive.equals(other.archive) && Objects.equals(application, other.application);
        }
    }

    /**
     * A socket that began to listen.
     */
    record ListenerOpened(Instant at, long id, Listening listening, long createdSite, List<String> stack)
            implements SocketFact {
        /**
         * Where it listens, and how.
         *
         * @param backlog the length of the accept queue that was asked for
         */
        public record Listening(String api, String local, int localPort, int backlog) {}

        public String api() {
            return listening.api();
        }

        public String local() {
            return listening.local();
        }

        public int localPort() {
            return listening.localPort();
        }

        public int backlog() {
            return listening.backlog();
        }
    }

    /**
     * A socket got no local port.
     *
     * @param socket number of the connection or listener to be; 0 if that was not recorded
     */
    record BindFailed(
            Instant at, long socket, String api, Address address, Failure failure, long createdSite, List<String> stack)
            implements SocketFact {
        /**
         * What was asked for.
         *
         * @param listening whether bind had gone well, and listen failed
         * @param localPort what was asked for; 0 for any
         */
        public record Address(boolean listening, String local, int localPort) {}

        /**
         * Why it failed.
         *
         * @param inUse whether the kernel said that the port is taken, or that none is left
         */
        public record Failure(String message, boolean inUse, boolean reuseAddress) {}

        public boolean listening() {
            return address.listening();
        }

        public String local() {
            return address.local();
        }

        public int localPort() {
            return address.localPort();
        }

        public String message() {
            return failure.message();
        }

        public boolean inUse() {
            return failure.inUse();
        }

        public boolean reuseAddress() {
            return failure.reuseAddress();
        }
    }

    /**
     * The state of each method that the agent watches.
     *
     * @param waiting watched as soon as their library is loaded
     * @param failed each with the reason
     * @param proven installed ones that the self-test has verified; empty without a self-test
     */
    record Hooks(
            List<String> installed,
            List<String> absent,
            List<String> waiting,
            List<String> failed,
            List<String> proven) {
        public static final Hooks NONE = new Hooks(List.of(), List.of(), List.of(), List.of(), List.of());
    }

    /**
     * The agent describes itself, at the end of each chunk.
     *
     * @param leaving whether the agent was being detached: nothing later was recorded
     */
    record AgentInfo(
            Instant at, Settings settings, String mainClass, Hooks hooks, Counts counts, Reach reach, boolean leaving)
            implements SocketFact {
        /**
         * Which agent it is, and how it was started.
         */
        public record Settings(String version, String options, Duration closeWaitLimit, int stackDepth) {}

        /**
         * What the agent counts.
         */
        public record Counts(long openConnections, long suppressedErrors) {}

        /**
         * What the agent can know.
         *
         * @param watchingSince since when the agent has known every open connection; null for an older agent
         */
        public record Reach(boolean kernelAsked, Instant watchingSince) {}

        public String version() {
            return settings.version();
        }

        public String options() {
            return settings.options();
        }

        public Duration closeWaitLimit() {
            return settings.closeWaitLimit();
        }

        public int stackDepth() {
            return settings.stackDepth();
        }

        public long openConnections() {
            return counts.openConnections();
        }

        public long suppressedErrors() {
            return counts.suppressedErrors();
        }

        public boolean kernelAsked() {
            return reach.kernelAsked();
        }

        public Instant watchingSince() {
            return reach.watchingSince();
        }
    }

    /** The JVM begins to shut down; the agent has listed what is open and described itself just before. */
    record JvmShutdown(Instant at) implements SocketFact {}
}
