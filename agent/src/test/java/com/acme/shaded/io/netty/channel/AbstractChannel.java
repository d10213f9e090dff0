// SPDX-License-Identifier: Apache-2.0
// Copyright the Lastack authors
package com.acme.shaded.io.netty.channel;

/** Laid out as Netty's, as far as that is read. */
@SuppressWarnings("unused")
public abstract class AbstractChannel {
    private final DefaultChannelPipeline pipeline;

    protected AbstractChannel(DefaultChannelPipeline pipeline) {
        this.pipeline = pipeline;
    }

    /** As that of the same name is until 4.2, an inner class. */
    public abstract class AbstractUnsafe {
        Object channel() {
            return AbstractChannel.this;
        }
    }
}
