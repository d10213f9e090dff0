// SPDX-License-Identifier: Apache-2.0
// Copyright the Lastack authors
package io.github.lastack.events.type.kernel;

import jdk.jfr.Category;
import jdk.jfr.Description;
import jdk.jfr.Event;
import jdk.jfr.Label;
import jdk.jfr.Name;
import jdk.jfr.Period;
import jdk.jfr.StackTrace;

/** Connections and listeners of the process by state, as the agent knows them. */
@Name("lastack.ProcessConnections")
@Label("Process Connections")
@Category({"Lastack", "Kernel"})
@Description("Open descriptors of this process by state, as far as the agent knows them")
@StackTrace(false)
@Period("10 s")
public final class ProcessConnectionsEvent extends Event {
    @Label("Listen")
    public int listen;

    @Label("Syn-Sent")
    public int synSent;

    @Label("Syn-Received")
    public int synReceived;

    @Label("Established")
    public int established;

    @Label("Fin-Wait-1")
    public int finWait1;

    @Label("Fin-Wait-2")
    public int finWait2;

    @Label("Close-Wait")
    public int closeWait;

    @Label("Closing")
    public int closing;

    @Label("Last-Ack")
    public int lastAck;

    @Label("Time-Wait")
    @Description("Connections in TIME_WAIT with an open descriptor; after close a connection belongs to no process")
    public int timeWait;

    @Label("Closed")
    @Description("Descriptors without a connection: not connected yet, or no longer")
    public int closed;
}
