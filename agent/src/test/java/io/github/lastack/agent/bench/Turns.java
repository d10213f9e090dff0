// SPDX-License-Identifier: Apache-2.0
// Copyright the Lastack authors
package io.github.lastack.agent.bench;

import java.io.IOException;
import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * JVMs that run the same program at the same time, each with another companion. One works while the others wait, in
 * turns so short that the other load of the machine affects all alike.
 */
final class Turns implements AutoCloseable {
    private final Map<String, HostProgram> programs = new LinkedHashMap<>();
    private final List<String> order = new ArrayList<>();

    /** A measurement of one JVM in a turn. */
    interface Question {
        double[] answer(HostProgram program) throws IOException, InterruptedException;
    }

    /** Starts a JVM; those that were started before wait. */
    HostProgram start(String companion, String home, List<String> options, String program, String... arguments)
            throws IOException {
        HostProgram started = HostProgram.start(home, options, program, arguments);
        programs.put(companion, started);
        order.add(companion);
        return started;
    }

    Iterable<HostProgram> all() {
        return programs.values();
    }

    /** Asks one after the other, there and back. */
    Map<String, double[]> ask(Question question) throws IOException, InterruptedException {
        Map<String, double[]> answers = new LinkedHashMap<>();
        for (String companion : order) {
            answers.put(companion, question.answer(programs.get(companion)));
        }
        Collections.reverse(order);
        return answers;
    }

    @Override
    public void close() throws IOException {
        for (HostProgram program : programs.values()) {
            program.close();
        }
    }
}
