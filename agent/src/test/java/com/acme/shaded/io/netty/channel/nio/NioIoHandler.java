// SPDX-License-Identifier: Apache-2.0
// Copyright the Lastack authors
package com.acme.shaded.io.netty.channel.nio;

/** Laid out as Netty's of 4.2, as far as that is read. */
public final class NioIoHandler {
    private NioIoHandler() {}

    /** What is attached to a selection key. */
    @SuppressWarnings("unused")
    public static final class DefaultNioRegistration {
        private final Object handle;

        public DefaultNioRegistration(Object handle) {
            this.handle = handle;
        }
    }
}
