// SPDX-License-Identifier: Apache-2.0
// Copyright the Lastack authors
package com.acme.shaded.io.netty.channel;

/** Laid out as Netty's, as far as that is read. */
@SuppressWarnings("unused")
public final class DefaultChannelPipeline {
    final AbstractChannelHandlerContext head = new AbstractChannelHandlerContext() {};

    public DefaultChannelPipeline(Object... handlers) {
        AbstractChannelHandlerContext last = head;
        for (Object handler : handlers) {
            last.next = new DefaultChannelHandlerContext(handler);
            last = last.next;
        }
        last.next = new AbstractChannelHandlerContext() {};
    }

    /** Has the last context lead to the first, as nothing should. */
    public void goAround() {
        AbstractChannelHandlerContext last = head;
        while (last.next != null) {
            last = last.next;
        }
        last.next = head;
    }
}
