// SPDX-License-Identifier: Apache-2.0
// Copyright the Lastack authors
package com.acme.shaded.io.netty.channel;

/** Laid out as Netty's, as far as that is read. */
abstract class AbstractChannelHandlerContext {
    volatile AbstractChannelHandlerContext next;
}
