// SPDX-License-Identifier: Apache-2.0
// Copyright the Lastack authors
package io.github.lastack.events.type.connection;

import io.github.lastack.events.type.DescriptorId;
import jdk.jfr.Category;
import jdk.jfr.Description;
import jdk.jfr.Label;
import jdk.jfr.Name;
import jdk.jfr.StackTrace;

/** The kernel's word where it differs from what was known: a FIN or reset of the peer that nobody here has read. */
@Name("lastack.KernelState")
@Label("Kernel State")
@Category({"Lastack", "Connection"})
@Description("Probe found the connection in another state")
@StackTrace(false)
public final class KernelStateEvent extends PeerEvent {
    @Label("Connection Id")
    @Description("Number of the connection in this JVM, the same on all of its events")
    @DescriptorId
    public long connectionId;

    @Label("Kernel State")
    @Description("State that the kernel gave for the descriptor when asked, by RFC 9293; empty if it was not asked")
    public String kernelState;

    @Label("Retransmits")
    @Description("How often the oldest unacknowledged segment was sent again: data, or a SYN or FIN")
    public int retransmits;

    @Label("Probes")
    @Description("Probes of a shut window, or of SO_KEEPALIVE, that the peer has not answered")
    public int probes;
}
