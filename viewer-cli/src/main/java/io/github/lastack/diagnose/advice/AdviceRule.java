// SPDX-License-Identifier: Apache-2.0
// Copyright the Lastack authors
package io.github.lastack.diagnose.advice;

import io.github.lastack.diagnose.blame.UsedApi;
import io.github.lastack.diagnose.problem.Cause;
import java.util.EnumSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.function.Predicate;

/**
 * A rule for advice where the stacks tell more than the cause alone. Advice states what the stacks do not tell as a
 * condition: a connection that is idle in a pool looks like one that was never given back.
 */
record AdviceRule(Set<Cause> causes, Predicate<SiteEvidence> applies, String advice) {
    private static final Set<Cause> UNREAD = EnumSet.of(Cause.END_OF_STREAM_UNREAD);
    private static final Set<Cause> WAITING = EnumSet.of(Cause.UNREAD_DATA);
    private static final Set<Cause> CHURN = EnumSet.of(Cause.SHORT_LIVED_CONNECTIONS);
    private static final Set<Cause> DROPPED = EnumSet.of(Cause.UNREACHABLE);
    private static final Set<Cause> VANISHED = EnumSet.of(Cause.PEER_VANISHED);
    private static final Set<Cause> OPEN =
            EnumSet.of(Cause.END_OF_STREAM_UNREAD, Cause.END_OF_STREAM_IGNORED, Cause.ERROR_IGNORED, Cause.UNREAD_DATA);

    /** All rules; the first that applies is used. The clauses of an advice are in the order of their importance. */
    private static final List<AdviceRule> ALL = List.of(
            // avoidable TIME_WAITs
            rule(
                    CHURN,
                    evidence -> evidence.closed().has(".HttpURLConnection.disconnect("),
                    "do not disconnect: read each body to its end and close its stream, and the connection is kept"
                            + " for the"
                            + " next request"),
            rule(
                    CHURN,
                    evidence -> evidence.closed().has("HttpClientConnectionManager.shutdown(")
                            || evidence.closed().has("HttpClientConnectionManager.close("),
                    "keep one client for all requests: its close closes the connections of its pool"),
            rule(
                    CHURN,
                    evidence -> evidence.has(UsedApi.DATABASE),
                    "borrow connections from a pool, instead of opening one for each use"),

            // a thread that is still running
            rule(
                    UNREAD,
                    SiteEvidence::isHeldNow,
                    "give what this thread waits for a time limit: until it goes on, nobody sees that the peer has"
                            + " left"),

            // a vanished peer
            rule(
                    VANISHED,
                    evidence -> evidence.has(UsedApi.PAGE),
                    "set setReadTimeout, and disconnect when it passes: without it a read waits until the kernel"
                            + " gives up"),
            rule(
                    VANISHED,
                    evidence -> evidence.has(UsedApi.RESPONSE) || evidence.has(UsedApi.BORROWED),
                    "give the client a response timeout (socket or read timeout), so that it fails before the kernel"
                            + " gives up, and let its pool drop what has been idle for long"),
            rule(
                    VANISHED,
                    evidence -> evidence.has(UsedApi.DATABASE) || evidence.has(UsedApi.POOLED_DATABASE),
                    "set the driver's socket timeout (socketTimeout in most URLs) and its SO_KEEPALIVE"
                            + " (tcpKeepAlive), and let"
                            + " the pool test what it lends"),
            rule(
                    VANISHED,
                    evidence -> evidence.lastUsed().has("io.netty.")
                            || evidence.opened().has("io.netty."),
                    "close it in a ReadTimeoutHandler or WriteTimeoutHandler; the native transports also have"
                            + " TCP_USER_TIMEOUT (EpollChannelOption, IoUringChannelOption)"),

            // a server's response
            rule(
                    OPEN,
                    evidence -> evidence.has(UsedApi.EXCHANGE),
                    "close the exchange in a finally block (HttpExchange.close), whatever became of the request"),
            rule(
                    OPEN,
                    SiteEvidence::isAsynchronousServlet,
                    "complete the AsyncContext, and give it a timeout: until then the request is open, and nothing"
                            + " notices that the client has left"),
            rule(
                    UNREAD,
                    evidence -> evidence.has(UsedApi.SERVLET),
                    "if the request was made asynchronous (startAsync), complete the AsyncContext, and give it a"
                            + " timeout; else"
                            + " find what keeps the server from reading"),
            rule(
                    OPEN,
                    evidence -> evidence.has(UsedApi.UNDERTOW_EXCHANGE),
                    "end the exchange (HttpServerExchange.endExchange), whatever became of the request"),

            // a client's response
            rule(
                    OPEN,
                    evidence -> evidence.has(UsedApi.PAGE),
                    "read the body to its end or close its stream: getInputStream, or getErrorStream where the"
                            + " status is an"
                            + " error"),
            rule(
                    WAITING,
                    evidence -> evidence.has(UsedApi.RESPONSE),
                    "close or consume the response (try-with-resources)"),
            rule(
                    UNREAD,
                    evidence -> evidence.has(UsedApi.RESPONSE) && evidence.isUnread(),
                    "close or consume the response (try-with-resources)"),
            rule(
                    OPEN,
                    evidence -> evidence.has(UsedApi.RESPONSE),
                    "close or consume the response (try-with-resources); if that was done, the connection is idle in"
                            + " the"
                            + " client's pool: evict it before the server closes it"),
            rule(
                    DROPPED,
                    evidence -> evidence.has(UsedApi.RESPONSE) || evidence.has(UsedApi.PAGE),
                    "close or consume the response (try-with-resources)"),

            // borrowed connections
            rule(
                    OPEN,
                    evidence -> evidence.isLoggingIn()
                            && (evidence.has(UsedApi.DATABASE) || evidence.has(UsedApi.POOLED_DATABASE)),
                    "if the login failed, the driver has left its socket open: look for a newer driver; else close the"
                            + " connection (try-with-resources)"),
            rule(
                    OPEN,
                    evidence -> evidence.has(UsedApi.POOLED_DATABASE),
                    "close the connection (try-with-resources) so that it goes back to its pool; if that was done,"
                            + " it is"
                            + " idle there: let the pool test or retire it before the server closes it"),
            rule(
                    either(OPEN, DROPPED),
                    evidence -> evidence.has(UsedApi.DATABASE) || evidence.has(UsedApi.POOLED_DATABASE),
                    "close the connection (try-with-resources)"),
            rule(
                    OPEN,
                    evidence -> evidence.has(UsedApi.BORROWED),
                    "close what was borrowed (try-with-resources) so that it goes back to its pool; if that was"
                            + " done, it is"
                            + " idle there: let the pool test or evict it before the server closes it"));

    private static AdviceRule rule(Set<Cause> causes, Predicate<SiteEvidence> applies, String advice) {
        return new AdviceRule(causes, applies, advice);
    }

    private static Set<Cause> either(Set<Cause> some, Set<Cause> others) {
        Set<Cause> all = EnumSet.copyOf(some);
        all.addAll(others);
        return all;
    }

    static Optional<String> advice(Cause cause, SiteEvidence evidence) {
        return ALL.stream()
                .filter(rule -> rule.causes.contains(cause) && rule.applies.test(evidence))
                .map(AdviceRule::advice)
                .findFirst();
    }
}
