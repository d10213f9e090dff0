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

/** Queues of one listening socket, from the kernel's table of sockets. */
@Name("lastack.ListenerQueue")
@Label("Listener Queue")
@Category({"Lastack", "Listener"})
@Description("Accept queue and handshakes of a listening socket of this process")
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
    @Description("Limit of the accept queue: the length asked for, at most the Max Backlog of Kernel "
            + "Settings; -1 if not known")
    public int backlog;

    @Label("Accept Queue")
    @Description("Connections that wait to be accepted")
    public int acceptQueue;

    @Label("Syn-Received")
    @Description("Handshakes under way on this port, of all its listeners")
    public int synReceived;

    @Label("SYN-ACKs Sent Again")
    @Description("How often the SYN-ACKs of these handshakes have been retransmitted in all")
    public int synAckRetransmits;

    @Label("Listeners on Port")
    @Description("Sockets that listen on this port in this network namespace, including this one")
    public int portListeners;
}
