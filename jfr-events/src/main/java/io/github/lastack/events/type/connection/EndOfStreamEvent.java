// SPDX-License-Identifier: Apache-2.0
// Copyright the Lastack authors
package io.github.lastack.events.type.connection;

import io.github.lastack.events.type.DescriptorId;
import jdk.jfr.Category;
import jdk.jfr.Description;
import jdk.jfr.Label;
import jdk.jfr.Name;
import jdk.jfr.StackTrace;

/** A read returned -1; recorded once a connection. */
@Name("lastack.EndOfStream")
@Label("End of Stream")
@Category({"Lastack", "Connection"})
@Description("Read returned -1 for the first time")
@StackTrace(true)
public final class EndOfStreamEvent extends PeerEvent {
    @Label("Connection Id")
    @Description("Number of the connection in this JVM, the same in all of its events")
    @DescriptorId
    public long connectionId;

    @Label("Kernel State")
    @Description("State that the kernel reported for the descriptor, by RFC 9293; empty if it was not asked")
    public String kernelState;
}
