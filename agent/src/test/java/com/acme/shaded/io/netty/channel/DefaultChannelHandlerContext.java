// SPDX-License-Identifier: Apache-2.0
// Copyright the Lastack authors
package com.acme.shaded.io.netty.channel;

/** Laid out as Netty's, as far as that is read. */
@SuppressWarnings("unused")
final class DefaultChannelHandlerContext extends AbstractChannelHandlerContext {
    private final Object handler;

    DefaultChannelHandlerContext(Object handler) {
        this.handler = handler;
    }
}
