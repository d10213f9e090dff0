// SPDX-License-Identifier: Apache-2.0
// Copyright the Lastack authors
package io.github.lastack.agent.bench;

import com.sun.tools.attach.AgentInitializationException;
import com.sun.tools.attach.AgentLoadException;
import com.sun.tools.attach.AttachNotSupportedException;
import com.sun.tools.attach.VirtualMachine;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.Writer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/**
 * A JVM that runs one of the tests' host programs, which answers lines with lines of numbers, and ends with its input.
 */
final class HostProgram implements AutoCloseable {
    /** The tests' own classes and no others: the agent's would hide those in its jar. */
    private static final String CLASSES = HostProgram.class
            .getProtectionDomain()
            .getCodeSource()
            .getLocation()
            .getPath();

    private final List<String> command;
    private final Path errors = Files.createTempFile("bench", ".err");
    private final Process process;
    private final BufferedReader answers;
    private final Writer orders;

    private HostProgram(List<String> command) throws IOException {
        this.command = command;
        this.process =
                new ProcessBuilder(command).redirectError(errors.toFile()).start();
        this.answers = process.inputReader();
        this.orders = process.outputWriter();
    }

    static HostProgram start(String home, List<String> options, String program, String... arguments)
            throws IOException {
        return new HostProgram(command(home, options, program, arguments));
    }

    static List<String> command(String home, List<String> options, String program, String... arguments) {
        List<String> command = new ArrayList<>(List.of(home + "/bin/java", "-Xmx1g"));
        command.addAll(options);
        command.addAll(List.of("-cp", CLASSES));
        command.add("io.github.lastack.agent.host." + program);
        command.addAll(List.of(arguments));
        return command;
    }

    double[] ask(String line) throws IOException {
        tell(line);
        return figures();
    }

    void tell(String line) throws IOException {
        orders.write(line + "\n");
        orders.flush();
    }

    double[] figures() throws IOException {
        String answer = answers.readLine();
        if (answer == null) {
            throw new IOException(command + " ended: " + Files.readString(errors));
        }
        return answer.matches("-?\\d[-0-9. ]*")
                ? Arrays.stream(answer.split(" "))
                        .mapToDouble(Double::parseDouble)
                        .toArray()
                : figures(); // a line that JFR or a peer prints at its start
    }

    /** Reads on until the program has ended by itself. */
    void awaitEnd() throws IOException {
        while (answers.readLine() != null) {
            continue;
        }
    }

    /** Attaches an agent's library, or passes options to it, while the program runs. */
    void load(Path library, String options) throws IOException {
        try {
            VirtualMachine jvm = VirtualMachine.attach(Long.toString(process.pid()));
            try {
                jvm.loadAgentPath(library.toString(), options);
            } finally {
                jvm.detach();
            }
        } catch (AttachNotSupportedException | AgentInitializationException e) {
            throw new IOException(e);
        } catch (AgentLoadException e) {
            // JDK 8 answers with the bare result, which later ones have words before: 0 is success.
            if (!e.getMessage().equals("0")) {
                throw new IOException(e);
            }
        }
    }

    long cpuNanos() throws IOException {
        return Cpu.nanosOf(process);
    }

    /** Ends the program, and waits until its recording is written. */
    @Override
    public void close() throws IOException {
        orders.close();
        try {
            process.waitFor();
        } catch (InterruptedException e) {
            process.destroyForcibly();
            Thread.currentThread().interrupt();
        }
        String said = Files.readString(errors);
        Files.delete(errors);
        if (said.contains("lastack: the agent is off")) {
            throw new IOException(command + " ran without it: " + said);
        }
    }
}
