// SPDX-License-Identifier: Apache-2.0
// Copyright the Lastack authors
package io.github.lastack.jvm;

import com.sun.tools.attach.AgentLoadException;
import com.sun.tools.attach.AttachNotSupportedException;
import com.sun.tools.attach.VirtualMachine;
import io.github.lastack.facts.source.InputException;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.lang.reflect.InvocationTargetException;
import java.nio.charset.StandardCharsets;
import java.util.Properties;

/** A running JVM, reached by the JDK's attach mechanism; see {@link AttachModule}. Not thread-safe. */
public final class TargetJvm implements AutoCloseable {
    private final long pid;
    private final ProcessHandle process;
    private final PrivateTmpLink tmp;
    private final VirtualMachine vm;
    private final String root;

    private TargetJvm(long pid, PrivateTmpLink tmp, VirtualMachine vm) {
        this.pid = pid;
        this.tmp = tmp;
        this.process = ProcessHandle.of(pid).orElse(null);
        this.vm = vm;
        this.root = ProcFiles.root(pid);
    }

    /**
     * Connects to a JVM, which changes nothing in it.
     *
     * @param target a process id, or the name of a main class or jar
     * @throws InputException if it cannot be reached; the message says why
     */
    public static TargetJvm at(String target) throws InputException {
        long pid = find(target);
        PrivateTmpLink tmp = PrivateTmpLink.of(pid);
        try {
            return new TargetJvm(pid, tmp, tmp.attach());
        } catch (AttachNotSupportedException | IOException e) {
            tmp.close();
            throw unreachable(pid, e);
        }
    }

    /**
     * Finds the JVM that the user named, without connecting to it.
     *
     * @param target a process id, or the name of a main class or jar
     * @throws InputException if there is none, or it is known that it cannot be attached to
     */
    public static long find(String target) throws InputException {
        long pid = RunningJvms.find(target);
        AttachPreconditions.check(pid);
        return pid;
    }

    private static InputException unreachable(long pid, Exception e) {
        if (!ProcFiles.exists(pid)) {
            return new InputException("process " + pid + " has ended", e);
        }
        int owner = ProcFiles.uid(pid);
        String other = owner == ProcFiles.ownUid()
                ? ""
                : "; it belongs to " + ProcFiles.user(pid)
                        + ", and older JVMs accept only that user: run lastack as that user";
        return new InputException(
                "process " + pid
                        + " cannot be attached to (its /tmp must be writable, and it must not run with"
                        + " -XX:+DisableAttachMechanism): "
                        + oneLine(e) + other,
                e);
    }

    public long pid() {
        return pid;
    }

    /** 8, 11, 17, ... */
    public int feature() throws InputException {
        String version =
                properties().getProperty("java.specification.version", "0").replaceFirst("^1\\.", "");
        return version.matches("\\d{1,4}") ? Integer.parseInt(version) : 0;
    }

    public boolean isAlive() {
        return process != null && process.isAlive();
    }

    /** Returns the prefix that makes a path of the target usable here; empty if both see the same files. */
    String root() {
        return root;
    }

    /**
     * Makes the JVM load an agent's jar.
     *
     * @param jar its path as the target sees it
     */
    void load(String jar, String options) throws InputException {
        try {
            timed(() -> {
                vm.loadAgent(jar, options);
                return null;
            });
        } catch (RuntimeException e) {
            throw e;
        } catch (Exception e) {
            if (!(e instanceof AgentLoadException && isSuccess(e.getMessage()))) {
                throw refused(e);
            }
        }
    }

    /** JDK 8 answers with the bare result 0, which newer tools report as a failure, since 21 with words before it. */
    static boolean isSuccess(String answer) {
        return answer != null && answer.matches("(.*: )?0");
    }

    private InputException refused(Exception e) {
        if (!isAlive()) {
            return new InputException("process " + pid + " has ended meanwhile", e);
        }
        String why = oneLine(e);
        return new InputException(
                why.contains("Dynamic agent loading is not enabled") || why.contains("EnableDynamicAgentLoading")
                        ? "process " + pid
                                + " runs with -XX:-EnableDynamicAgentLoading and accepts no agent:"
                                + " start it with -javaagent:lastack-agent.jar instead"
                        : "process " + pid + " did not load the agent: " + why,
                e);
    }

    Properties properties() throws InputException {
        try {
            return timed(vm::getSystemProperties);
        } catch (IOException e) {
            throw gone(e);
        }
    }

    /** Runs a {@code jcmd} command and returns its output. */
    String jcmd(String command) throws InputException {
        try {
            return timed(() -> answerTo(command));
        } catch (IOException e) {
            throw gone(e);
        }
    }

    private <T, E extends Exception> T timed(TimedAttachCall.Call<T, E> call) throws E, IOException {
        tmp.createLink();
        return TimedAttachCall.run(pid, call);
    }

    private String answerTo(String command) throws IOException {
        try {
            // Public in a package that is exported to jcmd's module only; the manifest of this jar opens it.
            Object answer = Class.forName("sun.tools.attach.HotSpotVirtualMachine")
                    .getMethod("executeJCmd", String.class)
                    .invoke(vm, command);
            // The stream of JDK 17 ends at 4,096 bytes when it is read into the middle of an array, as readAllBytes
            // does.
            ByteArrayOutputStream text = new ByteArrayOutputStream();
            try (InputStream in = (InputStream) answer) {
                in.transferTo(text);
            }
            return text.toString(StandardCharsets.UTF_8);
        } catch (InvocationTargetException e) {
            throw new IOException(e.getCause().getMessage(), e.getCause());
        } catch (ReflectiveOperationException e) {
            throw new IllegalStateException("this JDK's attach API is not as expected; run the packed lastack.jar", e);
        }
    }

    private InputException gone(Throwable e) {
        return new InputException(
                isAlive()
                        ? "process " + pid + " does not answer: " + oneLine(e)
                        : "process " + pid + " has ended meanwhile",
                e);
    }

    private static String oneLine(Throwable e) {
        String message = String.valueOf(e.getMessage());
        return message.lines().findFirst().orElse("").strip();
    }

    /** Disconnects from the target, which continues unchanged. */
    @Override
    public void close() {
        try (tmp) {
            vm.detach();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
