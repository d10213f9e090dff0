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

/** The connections of a recording between two marks: those recorded individually, and those aggregated. */
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

    /** Adds to each ledger what happened in its time. */
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

    /** Returns how many of the opened ends were not recorded individually. */
    long counted() {
        return counted;
    }

    /** Returns the bytes that JFR itself reports as lost. */
    long bytesLost() {
        return bytesLost;
    }

    long suppressed() {
        return suppressed;
    }

    /**
     * Returns how many openings were recorded more than once, or connections recorded as garbage: the host drops none.
     */
    long invented() {
        return twice + collected;
    }
}
