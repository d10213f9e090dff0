// SPDX-License-Identifier: Apache-2.0
// Copyright the Lastack authors
package io.github.lastack.events.type.connection;

import io.github.lastack.events.type.DescriptorId;
import jdk.jfr.Category;
import jdk.jfr.Description;
import jdk.jfr.Label;
import jdk.jfr.Name;
import jdk.jfr.StackTrace;

/** shutdownInput or shutdownOutput was called; the kernel is asked before it takes effect. */
@Name("lastack.Shutdown")
@Label("Shutdown")
@Category({"Lastack", "Connection"})
@Description("Input or output was shut down")
@StackTrace(true)
public final class ShutdownEvent extends PeerEvent {
    @Label("Connection Id")
    @Description("Number of the connection in this JVM, the same in all of its events")
    @DescriptorId
    public long connectionId;

    @Label("Direction")
    @Description("input or output")
    public String direction;

    @Label("Kernel State")
    @Description("State that the kernel reported for the descriptor, by RFC 9293; empty if it was not asked")
    public String kernelState;
}
