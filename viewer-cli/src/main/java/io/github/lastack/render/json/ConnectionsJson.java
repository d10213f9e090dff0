// SPDX-License-Identifier: Apache-2.0
// Copyright the Lastack authors
package io.github.lastack.render.json;

import com.fasterxml.jackson.core.JsonGenerator;
import io.github.lastack.diagnose.Diagnosis;
import io.github.lastack.diagnose.blame.FrameOrigins;
import io.github.lastack.diagnose.select.LeftOut;
import io.github.lastack.facts.KernelFact.ListenerQueue;
import io.github.lastack.facts.SocketFact;
import io.github.lastack.history.ConnectionHistory;
import io.github.lastack.history.ListenerHistory;
import io.github.lastack.model.Contradiction;
import io.github.lastack.model.Role;
import java.io.IOException;
import java.io.Writer;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Locale;

/** {@code lastack connections --format json}. */
public final class ConnectionsJson {
    private static final String SCHEMA = "lastack/connections/1";

    private ConnectionsJson() {}

    public static void write(Diagnosis diagnosis, Writer out) throws IOException {
        write(diagnosis, LeftOut.NOTHING, out);
    }

    public static void write(Diagnosis diagnosis, LeftOut leftOut, Writer out) throws IOException {
        write(diagnosis, leftOut, false, out);
    }

    /** Writes connections with their stacks, which would be too much for many of them. */
    public static void writeWhole(Diagnosis diagnosis, Writer out) throws IOException {
        write(diagnosis, LeftOut.NOTHING, true, out);
    }

    private static void write(Diagnosis diagnosis, LeftOut leftOut, boolean whole, Writer out) throws IOException {
        Json.document(out, SCHEMA, json -> {
            json.writeArrayFieldStart("connections");
            for (Diagnosis.Connection connection : diagnosis.connections()) {
                connection(json, connection, diagnosis.origins(), whole);
            }
            json.writeEndArray();
            json.writeArrayFieldStart("listeners");
            for (Diagnosis.Listener listener : diagnosis.listeners()) {
                listener(json, listener);
            }
            json.writeEndArray();
            Json.leftOut(json, leftOut);
            Json.recording(json, diagnosis.recording());
            Json.unknowns(json, diagnosis.unknowns());
        });
    }

    private static void connection(
            JsonGenerator json, Diagnosis.Connection connection, FrameOrigins origins, boolean whole)
            throws IOException {
        ConnectionHistory history = connection.history();
        json.writeStartObject();
        json.writeNumberField("id", history.id());
        json.writeStringField("role", lower(history.role()));
        json.writeStringField("local", history.ends().local());
        json.writeStringField("remote", history.remote());
        json.writeStringField("state", history.state().name());
        json.writeArrayFieldStart("states");
        for (ConnectionHistory.StateEntry stay : history.states()) {
            json.writeStartObject();
            json.writeStringField("state", stay.state().name());
            json.writeStringField("at", stay.at().toString());
            json.writeStringField("evidence", lower(stay.evidence()));
            json.writeEndObject();
        }
        json.writeEndArray();
        afterClose(json, history);
        contradictions(json, history);
        json.writeStringField("opened", connection.opened());
        if (!connection.site().isEmpty()) {
            json.writeStringField("site", connection.site());
        }
        json.writeStringField("host", history.ends().host());
        json.writeStringField("api", history.ends().api());
        json.writeStringField("jvm", history.instance());
        attached(json, history);
        json.writeBooleanField("beforeAgent", history.beforeAgent());
        json.writeBooleanField("descriptorOpen", history.takesDescriptor());
        json.writeBooleanField("endOfStreamSeen", history.endOfStreamSeen());
        json.writeBooleanField("collected", history.isCollected());
        json.writeBooleanField("closeLost", history.closeLost());
        network(json, history);
        if (whole) {
            List<String> heldNow =
                    history.holder() == null ? List.of() : history.holder().stack();
            SitesJson.stacks(json, history.stacks(), heldNow);
            SitesJson.archives(json, origins.archives(history.stacks(), heldNow));
            moments(json, history);
            use(json, history);
        }
        json.writeEndObject();
    }

    /** Writes only the members that are known and apply. */
    private static void network(JsonGenerator json, ConnectionHistory history) throws IOException {
        ConnectionHistory.Network network = history.network();
        if (network.unanswered() != null) {
            ConnectionHistory.Unanswered unanswered = network.unanswered();
            json.writeNumberField("retransmits", unanswered.retransmits());
            json.writeNumberField("probes", unanswered.probes());
            Json.seconds(json, "unansweredFor", Duration.between(unanswered.since(), unanswered.until()));
        }
        if (history.synsSent() > 0) {
            json.writeNumberField("synsSent", history.synsSent());
        }
        if (network.connectTimeout() != null) {
            Json.seconds(json, "connectTimeout", network.connectTimeout());
        }
        if (network.error() != null) {
            json.writeStringField("error", network.error().word());
        }
        if (network.keepAlive() != null) {
            json.writeBooleanField("keepAlive", network.keepAlive());
        }
    }

    private static void moments(JsonGenerator json, ConnectionHistory history) throws IOException {
        json.writeObjectFieldStart("moments");
        moment(json, "opened", history.openedAt());
        moment(json, "endOfStream", history.moments().endOfStream());
        moment(json, "shutDown", history.moments().shutDown());
        moment(json, "lastUsed", history.moments().lastUsed());
        moment(json, "closed", history.closedAt());
        json.writeEndObject();
    }

    /** Writes the last use, if it is known. */
    private static void use(JsonGenerator json, ConnectionHistory history) throws IOException {
        SocketFact.LastUse use = history.lastUse();
        if (use != null) {
            json.writeObjectFieldStart("lastUse");
            json.writeStringField("operation", use.writing() ? "write" : "read");
            if (!use.thread().isEmpty()) {
                json.writeStringField("thread", use.thread());
            }
            json.writeBooleanField("exact", history.isLastUseExact());
            Json.seconds(json, "stackLag", use.lag());
            json.writeEndObject();
        }
        if (history.holder() != null) {
            json.writeObjectFieldStart("holder");
            json.writeStringField("thread", history.holder().thread());
            json.writeStringField("at", history.holder().at().toString());
            json.writeEndObject();
        }
    }

    private static void moment(JsonGenerator json, String field, Instant at) throws IOException {
        if (at != null) {
            json.writeStringField(field, at.toString());
        }
    }

    private static void listener(JsonGenerator json, Diagnosis.Listener listener) throws IOException {
        ListenerHistory history = listener.history();
        json.writeStartObject();
        json.writeNumberField("id", history.id());
        json.writeStringField("role", lower(Role.SERVER));
        json.writeStringField("local", history.local());
        json.writeStringField("state", history.state().name());
        if (history.limit() >= 0) {
            json.writeNumberField("backlog", history.limit());
        }
        if (history.newest().isPresent()) {
            ListenerQueue queue = history.newest().get();
            json.writeNumberField("acceptQueue", queue.acceptQueue());
            json.writeNumberField("synReceived", queue.handshakes().synReceived());
            if (listener.room() >= 0) {
                json.writeNumberField("synReceivedRoom", listener.room());
            }
            if (queue.handshakes().synAckRetransmits() >= 0) {
                json.writeNumberField("synAckRetransmits", queue.handshakes().synAckRetransmits());
            }
            json.writeNumberField("listenOverflows", listener.refusals().overflows());
            json.writeNumberField("listenDrops", listener.refusals().drops());
            json.writeNumberField("syncookiesSent", listener.refusals().cookies());
        }
        json.writeStringField("opened", listener.opened());
        json.writeStringField("api", history.api());
        json.writeStringField("jvm", history.instance());
        json.writeEndObject();
    }

    /** Writes the member only if something is attached. */
    private static void attached(JsonGenerator json, ConnectionHistory history) throws IOException {
        if (history.attached().isEmpty()) {
            return;
        }
        json.writeArrayFieldStart("attached");
        for (String type : history.attached()) {
            json.writeString(type);
        }
        json.writeEndArray();
    }

    /** Writes the member only if the kernel was seen to work on the connection after its descriptor was closed. */
    private static void afterClose(JsonGenerator json, ConnectionHistory history) throws IOException {
        ConnectionHistory.AfterClose after = history.afterClose();
        if (after == null) {
            return;
        }
        json.writeObjectFieldStart("afterClose");
        json.writeNumberField("retransmits", after.retransmits());
        moment(json, "unacknowledged", after.unacknowledged());
        moment(json, "seen", after.seen());
        moment(json, "gone", after.gone());
        json.writeEndObject();
    }

    /** Writes the member only if there are contradictions. */
    private static void contradictions(JsonGenerator json, ConnectionHistory history) throws IOException {
        if (history.contradictions().isEmpty()) {
            return;
        }
        json.writeArrayFieldStart("contradictions");
        for (ConnectionHistory.MetContradiction misfit : history.contradictions()) {
            Contradiction what = misfit.what();
            json.writeStartObject();
            json.writeStringField("at", misfit.at().toString());
            json.writeStringField("state", what.state().name());
            if (what.signal() == null) {
                json.writeStringField("kernelState", what.kernel().name());
            } else {
                json.writeStringField("signal", what.signal().name());
            }
            json.writeEndObject();
        }
        json.writeEndArray();
    }

    private static String lower(Enum<?> constant) {
        return constant.name().toLowerCase(Locale.ROOT);
    }
}
