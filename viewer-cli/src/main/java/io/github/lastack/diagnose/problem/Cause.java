// SPDX-License-Identifier: Apache-2.0
// Copyright the Lastack authors
package io.github.lastack.diagnose.problem;

import java.util.Locale;

/** The cause of a problem, with the advice to remove it. */
public enum Cause {
    END_OF_STREAM_IGNORED(
            Problem.CLOSE_WAIT,
            "the code read -1, or failed to read or write, and did not close",
            "close the socket when read returns -1"),
    END_OF_STREAM_UNREAD(
            Problem.CLOSE_WAIT,
            "the peer has closed, and nothing here has read since: an idle pool, a busy or stuck thread",
            "evict idle connections before the peer does, or find what keeps this thread from reading"),
    HALF_CLOSED(
            Problem.CLOSE_WAIT,
            "this side shut down its input or output and never closed",
            "close the socket too: shutting down one direction keeps the descriptor"),
    CLOSED_LATE(Problem.CLOSE_WAIT, "closed in the end, but too late", "close at end of stream, before anything slow"),
    SHORT_LIVED_CONNECTIONS(
            Problem.TIME_WAIT,
            "opened, used and closed here again and again, to the same remote",
            "reuse connections to this remote: keep-alive or a pool"),
    SERVER_CLOSES_FIRST(
            Problem.TIME_WAIT,
            "accepted here, and closed here before the client does",
            "let the client close first, or keep the connection for its next request"),
    PEER_NEVER_CLOSES(
            Problem.FIN_WAIT_2,
            "this side has shut down its output and waits for a peer that does not close",
            "close the socket after a timeout: the peer does not answer the shutdown with its own"),
    UNREACHABLE(
            Problem.NEVER_CLOSED,
            "the object was garbage-collected without close",
            "close the socket in a finally block or by try-with-resources"),
    NEVER_CONNECTED(
            Problem.NEVER_CLOSED,
            "the connect failed or never came, and the descriptor was never closed",
            "close the socket when its connect fails, too"),
    REGISTERED_WITH_SELECTOR(
            Problem.NEVER_CLOSED,
            "closed, by the code or by a connect that failed, while a selector still knew the channel, and that"
                    + " selector"
                    + " has not selected since: the descriptor stays open",
            "let the selector select (selectNow) after the close, or close the selector too"),
    ERROR_IGNORED(
            Problem.NEVER_CLOSED,
            "the connection is dead, and the descriptor was never closed",
            "close the socket when a read or write throws"),
    UNREAD_DATA(
            Problem.STALLED,
            "received data waits, and nothing has read it for long",
            "read the response to its end, or close it"),
    PEER_VANISHED(
            Problem.STALLED,
            "what was sent is sent again and again, or a shut window probed, and nobody answers: the peer, or the"
                    + " way to it,"
                    + " is gone, and the code was not told",
            "give reads a timeout (setSoTimeout; a channel needs a timer of its own), and close the connection when"
                    + " it passes;"
                    + " TCP_USER_TIMEOUT, where the library has it, ends it sooner than the kernel would by itself, and"
                    + " SO_KEEPALIVE where nothing is sent"),
    UNUSED_AND_GROWING(
            Problem.STALLED,
            "used, and then not for long; none of them was ever closed or used again, and more are opened all the time",
            "close each connection after its use, or keep a bounded number and use them again; if each is meant to stay"
                    + " open, nothing is wrong"),
    ADDRESS_IN_USE(
            Problem.BIND_FAILED,
            "bind failed: old connections of the port are in TIME_WAIT, or another socket listens",
            "set SO_REUSEADDR before bind, or stop the process that listens on the port"),
    PORTS_EXHAUSTED(
            Problem.CONNECT_FAILED,
            "no ephemeral port was left for this remote",
            "reuse connections to this remote: each one closed here blocks a port for 60 s"),
    ACCEPT_TOO_SLOW(
            Problem.ACCEPT_QUEUE,
            "connections wait for accept until the queue is full, and the kernel turns the next ones away",
            "accept in a thread that does nothing else, hand the connection on at once, and ask for a longer backlog"),
    HANDSHAKES_UNFINISHED(
            Problem.ACCEPT_QUEUE,
            "handshakes are begun and never finished, until there is no room for more: SYN-ACKs or their answers are"
                    + " lost"
                    + " (a firewall, a balancer, no route back), or it is a SYN flood; the code that listens is not at"
                    + " fault",
            "see whose the handshakes are (ss -tan state syn-recv) and where their SYN-ACKs or answers get lost; ask"
                    + " for a"
                    + " longer backlog");

    private final Problem problem;
    private final String meaning;
    private final String advice;

    Cause(Problem problem, String meaning, String advice) {
        this.problem = problem;
        this.meaning = meaning;
        this.advice = advice;
    }

    public Problem problem() {
        return problem;
    }

    /** Returns what has happened, in one line. */
    public String meaning() {
        return meaning;
    }

    /**
     * Returns what has happened, for connections that had the problem when the agent was attached. Their earlier
     * history is unknown.
     */
    public String meaningBeforeAgent() {
        return switch (this) {
            case END_OF_STREAM_UNREAD ->
                "the peer had closed before the agent was attached, and nothing has closed it here since; whether its"
                        + " end was read is not known";
            case ERROR_IGNORED ->
                "the connection was over before the agent was attached, and nothing has closed the descriptor since;"
                        + " whether it was reset, timed out, was closed by both sides or was never established is"
                        + " not known";
            case NEVER_CONNECTED ->
                "the descriptor was there before the agent was attached, and nothing has connected or closed it since";
            default -> meaning;
        };
    }

    /** Returns what to do, in one line. */
    public String advice() {
        return advice;
    }

    /** Returns the cause's name in output: {@code end-of-stream-ignored}. */
    public String word() {
        return name().toLowerCase(Locale.ROOT).replace('_', '-');
    }
}
