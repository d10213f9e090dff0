// SPDX-License-Identifier: Apache-2.0
// Copyright the Lastack authors
package io.github.lastack.render.json;

import com.fasterxml.jackson.core.JsonGenerator;
import io.github.lastack.diagnose.ports.PortUse;
import io.github.lastack.diagnose.problem.AcceptBacklog;
import io.github.lastack.diagnose.problem.AlikeSite;
import io.github.lastack.diagnose.problem.Detail;
import io.github.lastack.diagnose.problem.Dropped;
import io.github.lastack.diagnose.problem.HandshakeBacklog;
import io.github.lastack.diagnose.problem.PortConflict;
import io.github.lastack.diagnose.problem.RemoteCount;
import io.github.lastack.diagnose.problem.TimeWaitCost;
import io.github.lastack.diagnose.problem.Vanished;
import io.github.lastack.model.Role;
import java.io.IOException;
import java.util.List;
import java.util.Locale;

/** The members of a site that only some problems have. */
final class DetailJson {
    private DetailJson() {}

    static void write(JsonGenerator json, Detail detail) throws IOException {
        if (detail instanceof TimeWaitCost cost) {
            json.writeObjectFieldStart("timeWait");
            uses(json, cost.remotes());
            Json.strings(json, "kernel", cost.kernel());
            json.writeEndObject();
        } else if (detail instanceof PortConflict conflict) {
            conflict(json, conflict);
        } else if (detail instanceof Dropped dropped) {
            json.writeObjectFieldStart("collected");
            json.writeNumberField("closed", dropped.closed());
            json.writeNumberField("lost", dropped.lost());
            json.writeEndObject();
        } else if (detail instanceof AcceptBacklog backlog) {
            backlog(json, backlog);
        } else if (detail instanceof HandshakeBacklog backlog) {
            handshakes(json, backlog);
        } else if (detail instanceof Vanished vanished) {
            json.writeObjectFieldStart("vanished");
            json.writeNumberField("retransmits", vanished.retransmits());
            json.writeNumberField("probes", vanished.probes());
            json.writeNumberField("timedOut", vanished.timedOut());
            json.writeNumberField("unreachable", vanished.unreachable());
            json.writeNumberField("closed", vanished.closed());
            if (vanished.givesUpAfter() != null) {
                json.writeNumberField("tcpRetries2", vanished.retries());
                Json.seconds(json, "givesUpAfter", vanished.givesUpAfter());
            }
            json.writeEndObject();
        } else if (detail instanceof AlikeSite alike) {
            json.writeObjectFieldStart("perhaps");
            json.writeStringField("blame", alike.frame());
            json.writeStringField("fingerprint", alike.fingerprint());
            if (alike.remote().isEmpty()) {
                json.writeNumberField("localPort", alike.localPort());
            } else {
                json.writeStringField("remote", alike.remote());
            }
            json.writeEndObject();
        }
    }

    static void uses(JsonGenerator json, List<PortUse> uses) throws IOException {
        json.writeArrayFieldStart("remotes");
        for (PortUse use : uses) {
            json.writeStartObject();
            json.writeStringField("address", use.remote());
            json.writeStringField("role", use.role().name().toLowerCase(Locale.ROOT));
            json.writeNumberField("closes", use.closes());
            Json.rate(json, "closesPerSecond", use.closesPerSecond());
            json.writeNumberField("inTimeWait", use.inTimeWait());
            json.writeNumberField("peak", use.peak());
            json.writeNumberField("steadyState", use.steadyState());
            json.writeNumberField("avoidable", use.avoidable());
            if (use.ports() > 0) {
                json.writeNumberField("ports", use.ports());
                Json.rate(json, "share", use.share());
                Json.rate(json, "exhaustingClosesPerSecond", use.exhaustingRate());
            }
            if (use.untilExhausted() != null) {
                Json.seconds(json, "secondsUntilExhausted", use.untilExhausted());
            }
            json.writeEndObject();
        }
        json.writeEndArray();
    }

    private static void conflict(JsonGenerator json, PortConflict conflict) throws IOException {
        json.writeObjectFieldStart("ports");
        json.writeArrayFieldStart("addresses");
        for (RemoteCount address : conflict.addresses()) {
            json.writeStartObject();
            json.writeStringField("address", address.address());
            json.writeNumberField("failures", address.connections());
            json.writeEndObject();
        }
        json.writeEndArray();
        if (conflict.of() == Role.SERVER) {
            json.writeBooleanField("reuseAddress", conflict.reuseAddress());
        } else {
            json.writeBooleanField("bound", conflict.bound());
        }
        if (conflict.ports() > 0) {
            json.writeNumberField("ephemeral", conflict.ports());
        }
        holders(json, "holders", conflict.holders());
        holders(json, "ownByReplay", conflict.own());
        json.writeEndObject();
    }

    private static void holders(JsonGenerator json, String field, List<PortConflict.Holder> holders)
            throws IOException {
        json.writeArrayFieldStart(field);
        for (PortConflict.Holder holder : holders) {
            json.writeStartObject();
            json.writeStringField(
                    "state", holder.state() == null ? "" : holder.state().name());
            json.writeNumberField("count", holder.count());
            if (!holder.local().isEmpty()) {
                json.writeStringField("local", holder.local());
            }
            if (!holder.remote().isEmpty()) {
                json.writeStringField("remote", holder.remote());
            }
            json.writeBooleanField("thisProcess", holder.thisProcess());
            if (!holder.opened().isEmpty()) {
                json.writeStringField("opened", holder.opened());
            }
            json.writeEndObject();
        }
        json.writeEndArray();
    }

    private static void backlog(JsonGenerator json, AcceptBacklog backlog) throws IOException {
        json.writeObjectFieldStart("acceptQueue");
        json.writeArrayFieldStart("listeners");
        for (AcceptBacklog.Queue queue : backlog.queues()) {
            json.writeStartObject();
            json.writeStringField("local", queue.local());
            json.writeNumberField("backlog", queue.backlog());
            json.writeNumberField("longest", queue.longest());
            json.writeNumberField("fullReadings", queue.fullReadings());
            json.writeNumberField("readings", queue.readings());
            json.writeStringField("opened", queue.listening());
            json.writeEndObject();
        }
        json.writeEndArray();
        Json.strings(json, "accepted", backlog.accepted());
        json.writeNumberField("listenOverflows", backlog.overflows());
        json.writeNumberField("listenDrops", backlog.drops());
        json.writeNumberField("syncookiesSent", backlog.cookies());
        json.writeEndObject();
    }

    private static void handshakes(JsonGenerator json, HandshakeBacklog backlog) throws IOException {
        json.writeObjectFieldStart("handshakes");
        json.writeArrayFieldStart("listeners");
        for (HandshakeBacklog.Queue queue : backlog.queues()) {
            json.writeStartObject();
            json.writeStringField("local", queue.local());
            json.writeNumberField("room", queue.limit());
            json.writeNumberField("most", queue.most());
            json.writeNumberField("synAckRetransmits", queue.synAckRetransmits());
            json.writeNumberField("fullReadings", queue.fullReadings());
            json.writeNumberField("readings", queue.readings());
            json.writeStringField("opened", queue.listening());
            json.writeEndObject();
        }
        json.writeEndArray();
        json.writeNumberField("synsDropped", backlog.drops());
        json.writeNumberField("syncookiesSent", backlog.cookies());
        json.writeNumberField("embryonicResets", backlog.resets());
        Json.strings(json, "kernel", backlog.kernel());
        json.writeEndObject();
    }
}
