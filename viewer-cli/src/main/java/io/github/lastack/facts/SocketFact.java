// SPDX-License-Identifier: Apache-2.0
// Copyright the Lastack authors
package io.github.lastack.facts;

import io.github.lastack.model.Endpoint;
import io.github.lastack.model.Role;
import io.github.lastack.model.TcpState;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Objects;

/**
 * One event of the recording as a value; stacks are frames as Java prints them, innermost first, without the agent's own.
 *
 * <p>{@code kernel} is what the kernel said of the descriptor, null where it was not asked.
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
    /** When the call of which the fact tells returned. */
    Instant at();

    /**
     * Connections of one site that were opened too fast to be recorded individually, since the last such fact:
     * estimates.
     *
     * @param estimated those of the opened that had no stack taken: the others stand for them
     * @param variance of the opened
     * @param closedFirst those of the closed that were closed before anything was heard of the peer's FIN or a reset
     * @param described those of which facts of their own tell from now on
     */
    record Counted(
            Instant at,
            Role role,
            long openedSite,
            long opened,
            long estimated,
            long variance,
            long closed,
            long closedFirst,
            long described)
            implements SocketFact {}

    /**
     * All connections of one role that were opened too fast to be recorded individually, since the last such fact:
     * exact.
     *
     * @param closedFirst those of the closed that were closed before anything was heard of the peer's FIN or a reset
     * @param described those of which facts of their own tell from now on
     */
    record Total(Instant at, Role role, long opened, long closed, long closedFirst, long described)
            implements SocketFact {}

    /** A fact about one connection. */
    sealed interface OfConnection extends SocketFact {
        /** Number of the connection, unique in its JVM. */
        long id();

        /** What the kernel said of the descriptor; null where it was not asked. */
        default TcpState kernel() {
            return null;
        }
    }

    /** What does not change in a connection's life; ports and addresses as {@code host:port}. */
    record Ends(Role role, String api, String host, String local, int localPort, String remote) {
        private static final String NOWHERE = Endpoint.format("", 0);

        /** False for a descriptor that was never connected, and for a peer that the JDK did not tell. */
        public boolean hasRemote() {
            return !remote.equals(NOWHERE);
        }

        /** Whether its remote can be told from others: not where it was left out of the recording. */
        public boolean hasAddress() {
            return !remote.startsWith("?:");
        }

        /** Whether both ends have the same address, or one of the loopback's, so that nothing is on its way for long. */
        public boolean isWithinOneHost() {
            return host(local).equals(host(remote)) || isLoopback(local) && isLoopback(remote);
        }

        private static boolean isLoopback(String end) {
            return end.startsWith("127.");
        }

        /** The same, once the local end is known. */
        public Ends from(Established established) {
            return new Ends(role, api, host, established.local(), established.localPort(), remote);
        }

        /** A socket that has connected to its own port. */
        public boolean isOfItself() {
            return hasRemote() && local.equals(remote);
        }

        private static String host(String end) {
            return end.substring(0, end.lastIndexOf(':'));
        }

        /** The JDK's cleaner or finalizer closes the descriptor of a dropped Socket, but not that of a dropped channel. */
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
     * @param portsExhausted whether the kernel found no local port for it
     * @param bound whether an explicit bind had chosen the local address
     */
    record ConnectFailed(
            long id,
            Instant at,
            Instant begun,
            Ends ends,
            String message,
            boolean portsExhausted,
            boolean bound,
            long createdSite,
            List<String> stack)
            implements OfConnection {}

    record EndOfStream(long id, Instant at, TcpState kernel, List<String> stack) implements OfConnection {}

    /** @param unanswered what the peer had not answered by then; null if nothing, or not recorded */
    record Failed(
            long id,
            Instant at,
            String operation,
            String message,
            TcpState kernel,
            List<String> stack,
            Unanswered unanswered)
            implements OfConnection {
        /** One of which that is not known. */
        public Failed(long id, Instant at, String operation, String message, TcpState kernel, List<String> stack) {
            this(id, at, operation, message, kernel, stack, null);
        }
    }

    /**
     * What was sent again and again, and nobody has answered: data, a SYN or FIN, or probes.
     *
     * @param lasting for how long at least: since a probe of the agent found it first
     * @param retransmits how often the oldest segment was sent again
     * @param probes of a shut window, or of SO_KEEPALIVE
     */
    record Unanswered(Duration lasting, int retransmits, int probes) {}

    /**
     * How an open connection stands with its peer.
     *
     * @param unanswered null if nothing is, or that was not recorded
     * @param keepAlive whether SO_KEEPALIVE is set; null where that was not recorded
     * @param connectTimeout for how long a thread waits in connect: zero for as long as the kernel tries; null if none waits
     */
    record Network(Unanswered unanswered, Boolean keepAlive, Duration connectTimeout) {
        static final Network UNKNOWN = new Network(null, null, null);
    }

    record Shutdown(long id, Instant at, boolean output, TcpState kernel, List<String> stack) implements OfConnection {}

    /**
     * @param remote of a connection that this side had opened; empty for others, and where that was not recorded
     * @param unanswered what the peer had not answered by then; null if nothing, or not recorded
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
        /** One of which the remote is known otherwise, and all was answered. */
        public Closed(long id, Instant at, TcpState kernel, boolean unreadData, int linger, List<String> stack) {
            this(id, at, kernel, unreadData, linger, stack, "", null);
        }
    }

    /** The descriptor of what was closed before has gone, in another state than that close leads to by itself. */
    record DescriptorClosed(long id, Instant at, TcpState kernel, boolean unreadData) implements OfConnection {}

    /**
     * What the kernel does with a connection whose descriptor has gone, or, CLOSED, that it is done with it.
     *
     * @param retransmits how often its FIN had been sent again by then
     * @param since when it came to that state, by the kernel's timer; the same as {@code at} where that does not tell
     */
    record Closing(long id, Instant at, TcpState kernel, int retransmits, Instant since) implements OfConnection {
        /** Whether it still waits for the acknowledgement of its FIN. */
        public boolean isUnacknowledged() {
            return kernel == TcpState.FIN_WAIT_1 || kernel == TcpState.CLOSING || kernel == TcpState.LAST_ACK;
        }

        /** Whether more is to come of it. */
        public boolean goesOn() {
            return isUnacknowledged() || kernel == TcpState.FIN_WAIT_2;
        }
    }

    record Collected(long id, Instant at) implements OfConnection {}

    record Probed(long id, Instant at, TcpState kernel) implements OfConnection {}

    /**
     * The connection was open at the end of a chunk.
     *
     * @param openedAt when it was found, where it was open before the agent came
     * @param beforeAgent whether it was open before the agent came
     * @param connected false if it is only what is left of an attempt
     * @param lastUsedSite where it was used last, or earlier
     * @param lastUse null if nothing has used it since the agent came
     * @param unreadSince since when received data has waited and nobody has read; null if none waits
     * @param attached the classes of what an event loop has attached to it, with commas between them
     * @param neverRead whether no read has returned bytes or -1 since it was opened; false where that was not recorded
     * @param network how it stands with its peer
     */
    record StillOpen(
            long id,
            Instant at,
            Ends ends,
            Instant openedAt,
            boolean beforeAgent,
            boolean connected,
            TcpState state,
            Instant stateSince,
            TcpState kernel,
            long openedSite,
            long madeSite,
            long endOfStreamSite,
            boolean endOfStreamSeen,
            long lastUsedSite,
            LastUse lastUse,
            Instant unreadSince,
            String attached,
            boolean neverRead,
            Network network)
            implements OfConnection {
        /** One of which it is not known how it stands with its peer. */
        public StillOpen(
                long id,
                Instant at,
                Ends ends,
                Instant openedAt,
                boolean beforeAgent,
                boolean connected,
                TcpState state,
                Instant stateSince,
                TcpState kernel,
                long openedSite,
                long madeSite,
                long endOfStreamSite,
                boolean endOfStreamSeen,
                long lastUsedSite,
                LastUse lastUse,
                Instant unreadSince,
                String attached,
                boolean neverRead) {
            this(
                    id,
                    at,
                    ends,
                    openedAt,
                    beforeAgent,
                    connected,
                    state,
                    stateSince,
                    kernel,
                    openedSite,
                    madeSite,
                    endOfStreamSite,
                    endOfStreamSeen,
                    lastUsedSite,
                    lastUse,
                    unreadSince,
                    attached,
                    neverRead,
                    Network.UNKNOWN);
        }

        /** Whether nothing has changed since. */
        public boolean saysNoMoreThan(StillOpen before) {
            return equals(new StillOpen(
                    before.id,
                    at,
                    before.ends,
                    before.openedAt,
                    before.beforeAgent,
                    before.connected,
                    before.state,
                    before.stateSince,
                    before.kernel,
                    before.openedSite,
                    before.madeSite,
                    before.endOfStreamSite,
                    before.endOfStreamSeen,
                    before.lastUsedSite,
                    before.lastUse,
                    before.unreadSince,
                    before.attached,
                    before.neverRead,
                    before.network));
        }
    }

    /**
     * The last read or write of a connection.
     *
     * @param at to a second
     * @param thread its name; empty if it had ended
     * @param lag how long before it the stack was taken that is told of, at most; zero if that is its own
     * @param writtenSite of the newest write whose stack was taken; 0 if none was
     * @param awaiting who may still wait for what the peer sends; null where that was not recorded
     */
    record LastUse(Instant at, boolean writing, String thread, Duration lag, long writtenSite, Awaiting awaiting) {
        /** One of which only that is known. */
        public LastUse(Instant at, boolean writing, String thread, Duration lag, long writtenSite) {
            this(at, writing, thread, lag, writtenSite, null);
        }

        public boolean isExact() {
            return lag.isZero();
        }
    }

    /**
     * Who may wait for what the peer of a connection sends.
     *
     * @param registered whether a selector, an event loop or a completion handler is told of it
     * @param thread the number of the thread that used it last, by which threads are told apart; 0 if it has ended
     */
    record Awaiting(boolean registered, long thread) {}

    /**
     * The channel is closed since then, and its descriptor was still open at the end of a chunk.
     *
     * @param made what is known of a channel that was never connected, of which nothing else tells; null of any other
     */
    record Kept(long id, Instant at, Instant closedAt, Made made) implements OfConnection {}

    /** A channel that was opened and closed, and never connected. */
    record Made(Ends ends, Instant openedAt, long openedSite, long closedSite) {}

    /**
     * It is stuck, and the thread that used it last, and no other since, was at that site.
     *
     * @param lastUsedSite where it was used last, or earlier
     */
    record Held(long id, Instant at, String thread, long site, long lastUsedSite) implements OfConnection {}

    /** The stack that other facts name by its number. */
    record Site(Instant at, long siteId, List<String> frames) implements SocketFact {}

    /**
     * From where a class was loaded that is in stacks; texts are empty where that is not known.
     *
     * @param archive name of a jar or directory, without its path
     * @param sourceFile the file that the class itself names
     * @param application whether it came from where the application comes from; null if the agent could not tell
     */
    record ClassOrigin(Instant at, String type, String archive, String version, String sourceFile, Boolean application)
            implements SocketFact {
        /** With what was known before, where this no more says it. */
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

    /** @param backlog the length of the accept queue that was asked for */
    record ListenerOpened(
            Instant at,
            long id,
            String api,
            String local,
            int localPort,
            int backlog,
            long createdSite,
            List<String> stack)
            implements SocketFact {}

    /**
     * A socket got no local port.
     *
     * @param socket number of the connection or listener to be; 0 if that was not recorded
     * @param listening whether bind had gone well, and listen failed
     * @param localPort what was asked for; 0 for any
     * @param inUse whether the kernel said that the port is taken, or that none is left
     */
    record BindFailed(
            Instant at,
            long socket,
            String api,
            boolean listening,
            String local,
            int localPort,
            String message,
            boolean inUse,
            boolean reuseAddress,
            long createdSite,
            List<String> stack)
            implements SocketFact {}

    /**
     * What became of each method that the agent means to watch.
     *
     * @param waiting watched as soon as their library is loaded
     * @param failed each with the reason
     * @param proven those installed that a self-test has seen to work; empty where there was none
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
     * @param leaving whether it was being taken out: of what happened later nothing was recorded
     * @param watchingSince since when it has known every open connection; null where an older agent does not tell
     */
    record AgentInfo(
            Instant at,
            String version,
            String options,
            Duration closeWaitLimit,
            int stackDepth,
            String mainClass,
            Hooks hooks,
            long openConnections,
            long suppressedErrors,
            boolean kernelAsked,
            boolean leaving,
            Instant watchingSince)
            implements SocketFact {}

    /** The JVM begins to shut down; the agent has listed what is open and described itself just before. */
    record JvmShutdown(Instant at) implements SocketFact {}
}
