// SPDX-License-Identifier: Apache-2.0
// Copyright the Lastack authors
package io.github.lastack.agent.jmx;

import java.util.Map;

/**
 * The TCP connections of this JVM, as {@code io.github.lastack:type=Connections}. All attributes are read-only, and
 * there are no operations. No address or host name of a peer is among them. The values of one second belong together.
 *
 * <p>An attribute throws where the agent has failed; it never stops the application.
 */
public interface ConnectionsMXBean {
    /**
     * Returns how many connections that this side has opened are in each state now. The items are named as
     * OpenTelemetry names them in {@code network.connection.state}, such as {@code close_wait}. A connection whose
     * descriptor is closed is not counted: what the kernel still does with it (TIME_WAIT, mostly) belongs to no
     * process.
     */
    ConnectionStates getClient();

    /** Returns how many accepted connections are in each state now; {@code listen} has the listeners. */
    ConnectionStates getServer();

    /**
     * Returns how many connections were established by connect since {@link #getSince}. A failed connect does not
     * count.
     */
    long getClientOpened();

    /** Returns how many connections were accepted since {@link #getSince}. */
    long getServerOpened();

    /**
     * Returns how many connections that this side had opened were closed since {@link #getSince}, including those that
     * were open before.
     */
    long getClientClosed();

    /**
     * Returns how many accepted connections were closed since {@link #getSince}, including those that were open
     * before.
     */
    long getServerClosed();

    /**
     * Returns how many of the {@link #getClientClosed} this side closed before it had learned of the peer's FIN or a
     * reset.
     */
    long getClientClosedFirst();

    /**
     * Returns how many of the {@link #getServerClosed} this side closed before it had learned of the peer's FIN or a
     * reset.
     */
    long getServerClosedFirst();

    /**
     * Returns how many descriptors are open without a connection now: never connected (for a moment that is every
     * channel), or their connection is over.
     */
    int getDescriptorsWithoutConnection();

    /** Returns how many descriptors were lost since {@link #getSince}: their channel was collected without close(). */
    long getDescriptorsLost();

    /** Returns for how long the oldest connection in CLOSE_WAIT has been in it, in seconds; 0 if there is none. */
    double getOldestCloseWaitSeconds();

    /** Returns how many connections and descriptors leak now: the sum of all leak sites, also of those left out. */
    long getLeaking();

    /**
     * Returns the places in the code that leak now, at most 100: as tabular data, by problem, cause and blamed frame
     * with a blank between them. A connection counts once it has had its problem for the time of the option {@code
     * closewait}. Problems that need a recording to be seen (TIME_WAIT, failed binds, growing numbers of unused
     * connections) are not among them.
     */
    Map<String, LeakingCode> getLeakSites();

    /** Returns how many further places leak that {@link #getLeakSites} leaves out. */
    int getLeakSitesLeftOut();

    /** Returns when the agent began to count, in ms since the epoch. */
    long getSince();

    /** Returns the agent's version. */
    String getVersion();
}
