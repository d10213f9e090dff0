// SPDX-License-Identifier: Apache-2.0
// Copyright the Lastack authors
package io.github.lastack.junit;

import java.io.IOException;
import java.lang.invoke.MethodHandle;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.MethodType;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.TimeUnit;

/** The agent in this JVM: finds it, or has a process of its own attach it. */
final class AgentHere {
    private static final String AGENT = "io.github.lastack.agent.LastackAgent";
    private static final String LAUNCHER = "io.github.lastack.cli.Launcher";

    /**
     * Every connection is recorded with its stack. A connection counts as stuck when the test has ended, not after a
     * time, and the thread that holds one is looked at soon.
     */
    private static final String OPTIONS = "detail=all,probe=100ms,closewait=100ms";

    private static final long ATTACHES_WITHIN_SECONDS = 60;

    private final MethodHandle openAfter;

    private AgentHere(MethodHandle openAfter) {
        this.openAfter = openAfter;
    }

    /**
     * Returns the agent, which is attached if it is not there.
     *
     * @throws IOException if it cannot be; the message says what to do
     */
    static AgentHere get(EmbeddedTool tool) throws IOException {
        AgentHere there = find();
        if (there != null) {
            return there;
        }
        String said = attach(tool);
        AgentHere attached = find();
        if (attached == null) {
            throw new IOException("Lastack's agent could not be attached to this JVM"
                    + (said.isEmpty() ? "" : " (" + said + ")")
                    + ": start the tests' JVM with -javaagent:lastack-agent.jar=" + OPTIONS
                    + ", or set lastack.required=false to run the tests unwatched");
        }
        return attached;
    }

    /** Returns the agent if it runs in this JVM; else null. */
    private static AgentHere find() throws IOException {
        try {
            Class<?> agent = Class.forName(AGENT, true, ClassLoader.getSystemClassLoader());
            MethodHandle openAfter = MethodHandles.publicLookup()
                    .findStatic(agent, "openAfter", MethodType.methodType(long[].class, long.class));
            AgentHere here = new AgentHere(openAfter);
            return here.asks(Long.MAX_VALUE) == null ? null : here;
        } catch (ClassNotFoundException absent) {
            return null;
        } catch (ReflectiveOperationException other) {
            throw new IOException("the agent in this JVM is of another version than lastack-junit: use the agent of the"
                    + " same release, or none, and it is attached");
        }
    }

    /** Attaches from another process, since a JVM does not attach to itself. Returns what that process said. */
    private static String attach(EmbeddedTool tool) throws IOException {
        Path output = tool.newFile("attach.txt");
        Path java = Path.of(System.getProperty("java.home"), "bin", "java");
        Process process = new ProcessBuilder(List.of(
                        java.toString(),
                        "-XX:TieredStopAtLevel=1",
                        "-XX:+UseSerialGC",
                        "-Xshare:auto",
                        "--add-exports=jdk.attach/sun.tools.attach=ALL-UNNAMED",
                        "-cp",
                        tool.jar().toString(),
                        LAUNCHER,
                        "attach",
                        Long.toString(ProcessHandle.current().pid()),
                        OPTIONS))
                .redirectErrorStream(true)
                .redirectOutput(output.toFile())
                .start();
        try {
            process.getOutputStream().close();
            if (!process.waitFor(ATTACHES_WITHIN_SECONDS, TimeUnit.SECONDS)) {
                return "no answer";
            }
            String said = new String(Files.readAllBytes(output)).strip();
            return process.exitValue() == 0 ? "" : said.replaceAll("\\s+", " ");
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return "interrupted";
        } finally {
            process.destroy();
            Files.deleteIfExists(output);
        }
    }

    /**
     * Returns what is open.
     *
     * @param descriptor the number of the descriptor after which to begin
     */
    OpenNow openAfter(long descriptor) {
        long[] answer = asks(descriptor);
        return answer == null ? OpenNow.NOT_KNOWN : new OpenNow(answer);
    }

    private long[] asks(long descriptor) {
        try {
            return (long[]) openAfter.invokeExact(descriptor);
        } catch (Throwable t) {
            throw new IllegalStateException("the agent failed: " + t, t);
        }
    }
}
