// SPDX-License-Identifier: Apache-2.0
// Copyright the Lastack authors
package io.github.lastack.events.type.kernel;

import io.github.lastack.events.type.DescriptorId;
import jdk.jfr.Category;
import jdk.jfr.Description;
import jdk.jfr.Event;
import jdk.jfr.Label;
import jdk.jfr.Name;
import jdk.jfr.Period;
import jdk.jfr.StackTrace;

/** One listening socket's queues, as the kernel's table has them. */
@Name("lastack.ListenerQueue")
@Label("Listener Queue")
@Category({"Lastack", "Listener"})
@Description("How full the queues of a listening socket of this process are")
@StackTrace(false)
@Period("10 s")
public final class ListenerQueueEvent extends Event {
    @Label("Listener Id")
    @DescriptorId
    public long listenerId;

    @Label("Local Address")
    public String localAddress;

    @Label("Local Port")
    public int localPort;

    @Label("Backlog")
    @Description(
            "Length of the accept queue that the kernel allows: what was asked for, or the Max Backlog of Kernel Settings; -1 if not known")
    public int backlog;

    @Label("Accept Queue")
    @Description("Connections that wait to be accepted")
    public int acceptQueue;

    @Label("Syn-Received")
    @Description("Handshakes under way on this port, of all that listen on it")
    public int synReceived;

    @Label("SYN-ACKs Sent Again")
    @Description("How often the SYN-ACKs of those handshakes have been sent again, all together")
    public int synAckRetransmits;

    @Label("Listeners on Port")
    @Description("Sockets that listen on this port, this one among them, in this network namespace")
    public int portListeners;
}
