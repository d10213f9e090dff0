// SPDX-License-Identifier: Apache-2.0
// Copyright the Lastack authors
package io.github.lastack.it;

import com.fasterxml.jackson.databind.JsonNode;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;

/**
 * One end of a connection as {@code lastack connections} tells it, up to a moment.
 *
 * @param observed those of them that a call or the kernel has told
 * @param decided false where even the FIN of this side is only inferred: both ends were closed within microseconds, and
 *     which FIN came first was not seen
 */
record ReplayedEnd(
        long id,
        String role,
        String api,
        String local,
        String remote,
        Instant begun,
        List<String> states,
        List<String> observed,
        boolean decided) {
    private static final Set<String> OWN_FIN = Set.of("FIN_WAIT_1", "LAST_ACK");

    static ReplayedEnd of(JsonNode connection, Instant until) {
        List<String> states = new ArrayList<>();
        List<String> observed = new ArrayList<>();
        Instant begun = null;
        boolean decided = true;
        for (JsonNode step : connection.get("states")) {
            Instant at = Instant.parse(step.get("at").asText());
            begun = begun == null ? at : begun;
            if (!at.isAfter(until)) {
                String state = step.get("state").asText();
                boolean isObserved = step.get("evidence").asText().equals("observed");
                states.add(state);
                if (isObserved) {
                    observed.add(state);
                }
                decided &= !OWN_FIN.contains(state) || isObserved;
            }
        }
        return new ReplayedEnd(
                connection.get("id").asLong(),
                connection.get("role").asText(),
                connection.get("api").asText(),
                connection.get("local").asText(),
                connection.get("remote").asText(),
                begun,
                states,
                observed,
                decided);
    }

    boolean wasEstablished() {
        return states.contains("ESTABLISHED");
    }

    List<String> opening() {
        return states.subList(0, states.indexOf("ESTABLISHED") + 1);
    }

    /** From ESTABLISHED on, or all of it if it never came to that; the time in TIME_WAIT is not the trace's to tell. */
    List<String> path() {
        int from = Math.max(0, states.indexOf("ESTABLISHED"));
        int timeWait = states.indexOf("TIME_WAIT");
        return states.subList(from, timeWait < 0 ? states.size() : timeWait + 1);
    }
}
