// SPDX-License-Identifier: Apache-2.0
// Copyright the Lastack authors
package io.github.lastack.events.type.connection;

import io.github.lastack.events.type.DescriptorId;
import jdk.jfr.Category;
import jdk.jfr.Description;
import jdk.jfr.Label;
import jdk.jfr.Name;
import jdk.jfr.StackTrace;

/** A read or write threw, other than by a timeout or by a close here; recorded once a connection. */
@Name("lastack.ConnectionError")
@Label("Connection Error")
@Category({"Lastack", "Connection"})
@Description("Read or write failed for the first time")
@StackTrace(true)
public final class ConnectionErrorEvent extends UnansweredEvent {
    @Label("Connection Id")
    @Description("Number of the connection in this JVM, the same in all of its events")
    @DescriptorId
    public long connectionId;

    @Label("Operation")
    @Description("read or write")
    public String operation;

    @Label("Message")
    @Description("Exception that was thrown")
    public String message;

    @Label("Kernel State")
    @Description("State that the kernel reported for the descriptor, by RFC 9293; empty if it was not asked")
    public String kernelState;
}
