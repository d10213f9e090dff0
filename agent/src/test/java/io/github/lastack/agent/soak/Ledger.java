// SPDX-License-Identifier: Apache-2.0
// Copyright the Lastack authors
package io.github.lastack.agent.soak;

import java.io.IOException;
import java.nio.file.Path;
import java.time.Instant;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import jdk.jfr.consumer.RecordedEvent;
import jdk.jfr.consumer.RecordingFile;

/** What a recording tells of the connections between two marks: those that it describes, and those that it has counted. */
final class Ledger {
    private final Instant from;
    private final Instant to;
    private final Set<Long> ids = new HashSet<>();
    private long connected;
    private long accepted;
    private long closed;
    private long counted;
    private long twice;
    private long collected;
    private long bytesLost;
    private long suppressed;

    Ledger(Instant from, Instant to) {
        this.from = from;
        this.to = to;
    }

    /** Has each of them take what happened in its time. */
    static void read(Path recording, List<Ledger> ledgers) throws IOException {
        try (RecordingFile file = new RecordingFile(recording)) {
            while (file.hasMoreEvents()) {
                RecordedEvent event = file.readEvent();
                String name = event.getEventType().getName();
                if (name.startsWith("lastack.") || name.equals("jdk.DataLoss")) {
                    ledgers.forEach(ledger -> ledger.take(name, event));
                }
            }
        }
    }

    private void take(String name, RecordedEvent event) {
        // A connect's event begins when it was called; between two marks it has ended, too.
        Instant time = event.getEndTime();
        if (time.isBefore(from) || !time.isBefore(to)) {
            return;
        }
        switch (name) {
            case "lastack.ConnectionOpened":
                twice += ids.add(event.getLong("connectionId")) ? 0 : 1;
                opened(event.getString("role"), 1);
                break;
            case "lastack.ConnectionClosed":
                closed++;
                break;
            case "lastack.ConnectionTotals":
                counted += event.getLong("opened");
                opened(event.getString("role"), event.getLong("opened"));
                closed += event.getLong("closed");
                break;
            case "lastack.ConnectionCollected":
                collected++;
                break;
            case "lastack.AgentInfo":
                suppressed = Math.max(suppressed, event.getLong("suppressedErrors"));
                break;
            case "jdk.DataLoss":
                bytesLost += event.getLong("amount");
                break;
            default:
                break;
        }
    }

    private void opened(String role, long count) {
        connected += role.equals("client") ? count : 0;
        accepted += role.equals("server") ? count : 0;
    }

    long connected() {
        return connected;
    }

    long accepted() {
        return accepted;
    }

    long closed() {
        return closed;
    }

    /** Ends among those opened that were not recorded individually. */
    long counted() {
        return counted;
    }

    /** What JFR itself says that it had no room for. */
    long bytesLost() {
        return bytesLost;
    }

    long suppressed() {
        return suppressed;
    }

    /** Openings that were told more than once, and connections that were told to be garbage: the host drops none. */
    long invented() {
        return twice + collected;
    }
}
