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
import jdk.jfr.Timespan;

/** Connections of all processes by state, as /proc/self/net/tcp and tcp6 list them. */
@Name("lastack.MachineConnections")
@Label("Machine Connections")
@Category({"Lastack", "Kernel"})
@Description("Connections by state in the network namespace of this process: its container, or the machine")
@StackTrace(false)
@Period("10 s")
public final class MachineConnectionsEvent extends Event {
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
    public int timeWait;

    @Label("Reading Time")
    @Description(
            "Time that reading the kernel's tables took; the next reading follows after 500 times as long at least")
    @Timespan(Timespan.NANOSECONDS)
    public long readingTime;
}
