// SPDX-License-Identifier: Apache-2.0
// Copyright the Lastack authors
package io.github.lastack.agent.registry;

import io.github.lastack.agent.connection.LiveConnection;
import io.github.lastack.agent.descriptor.OpenDescriptors;
import io.github.lastack.agent.jdk.Owners;
import java.nio.channels.DatagramChannel;
import java.nio.channels.SelectionKey;
import java.nio.channels.Selector;
import java.nio.channels.ServerSocketChannel;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.WeakHashMap;

/**
 * Tells connections which selector or event loop serves them. Those that were registered before the agent was attached
 * are found once their selector makes another key: a server's does so with the next connection. Thread-safe.
 */
final class Registrations {
    private final OpenDescriptors descriptors;
    private final Owners owners;

    /**
     * Selectors with keys from before the agent, and whether these were looked through. The JDK's selectors are equal
     * by identity only. Guarded by itself; no other lock is taken inside.
     */
    private final Map<Selector, Boolean> selectors = new WeakHashMap<>();

    Registrations(OpenDescriptors descriptors, Owners owners) {
        this.descriptors = descriptors;
        this.owners = owners;
    }

    /**
     * Notes a registration.
     *
     * @param registration a SelectionKey, or the channel of a native transport
     */
    void registered(Object registration) {
        if (!(registration instanceof SelectionKey)) {
            register(registration);
            return;
        }
        SelectionKey key = (SelectionKey) registration;
        register(key.channel()); // and not the key: some servers make a new one for each request
        if (descriptors.hasUnbound()) {
            synchronized (selectors) {
                selectors.putIfAbsent(key.selector(), false);
            }
        }
    }

    /** Notes the registration of a connection's channel; ignores others, such as server channels. */
    private void register(Object channel) {
        if (channel instanceof ServerSocketChannel || channel instanceof DatagramChannel) {
            return;
        }
        LiveConnection connection = descriptors.find(owners.openIdentityOf(channel));
        if (connection != null) {
            connection.registered(channel);
        }
    }

    /** Looks through the keys of selectors that have some from before the agent. Takes long where there are many. */
    void lookThroughOld() {
        if (!descriptors.hasUnbound()) {
            return;
        }
        for (Selector selector : notLookedThrough()) {
            try {
                for (SelectionKey key : selector.keys()) {
                    register(key.channel());
                }
                synchronized (selectors) {
                    selectors.put(selector, true);
                }
            } catch (RuntimeException changedOrClosed) {
                continue; // until JDK 10 its set is not made for this; next time, if it is open
            }
        }
    }

    private List<Selector> notLookedThrough() {
        List<Selector> found = new ArrayList<>();
        synchronized (selectors) {
            for (Map.Entry<Selector, Boolean> selector : selectors.entrySet()) {
                if (!selector.getValue()) {
                    found.add(selector.getKey());
                }
            }
        }
        return found;
    }
}
