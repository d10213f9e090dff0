// SPDX-License-Identifier: Apache-2.0
// Copyright the Lastack authors
package io.github.lastack.events;

import io.github.lastack.events.type.BindFailedEvent;
import io.github.lastack.events.type.ListenerOpenedEvent;

/** Commits what happens to listeners and to ports. Call it like {@link SocketEvents}. */
public final class ListenerEvents {
    private ListenerEvents() {}

    static void prepare() {
        new ListenerOpenedEvent().isEnabled();
        new BindFailedEvent().isEnabled();
    }

    public static void listenerOpened(
            long listenerId, String api, String localAddress, int localPort, int backlog, long createdSite) {
        if (!SocketEvents.isOn()) {
            return;
        }
        ListenerOpenedEvent event = new ListenerOpenedEvent();
        event.listenerId = listenerId;
        event.api = api;
        event.localAddress = SocketEvents.redaction().address(localAddress);
        event.localPort = localPort;
        event.backlog = backlog;
        event.createdSite = createdSite;
        event.commit();
    }

    /** Values of {@link #bindFailed}, named like the event's fields. */
    public static final class BindFailure {
        public long descriptorId;
        public String api;
        public String operation;
        public String localAddress;
        public int localPort;
        public String message;
        public boolean addressInUse;
        public boolean reuseAddress;
        public long createdSite;
    }

    public static void bindFailed(BindFailure failure) {
        if (!SocketEvents.isOn()) {
            return;
        }
        BindFailedEvent event = new BindFailedEvent();
        event.descriptorId = failure.descriptorId;
        event.api = failure.api;
        event.operation = failure.operation;
        event.localAddress = SocketEvents.redaction().address(failure.localAddress);
        event.localPort = failure.localPort;
        event.message = SocketEvents.redaction().message(failure.message);
        event.addressInUse = failure.addressInUse;
        event.reuseAddress = failure.reuseAddress;
        event.createdSite = failure.createdSite;
        event.commit();
    }
}
