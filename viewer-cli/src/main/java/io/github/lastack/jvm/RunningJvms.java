// SPDX-License-Identifier: Apache-2.0
// Copyright the Lastack authors
package io.github.lastack.jvm;

import com.sun.tools.attach.VirtualMachine;
import com.sun.tools.attach.VirtualMachineDescriptor;
import io.github.lastack.facts.source.InputException;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Collectors;

/** The JVMs on this machine, those in containers and of other users too as far as they can be seen. */
public final class RunningJvms {
    private static final int CANDIDATES_SHOWN = 10;

    /** The JDK's name for a JVM that it cannot query. */
    private static final String UNKNOWN = "Unknown";

    private RunningJvms() {}

    /** Returns all JVMs but this one, by process id. */
    public static List<RunningJvm> all() {
        Map<Long, RunningJvm> found = new TreeMap<>();
        ProcessHandle.allProcesses()
                .filter(process -> ProcFiles.looksLikeJvm(process.pid()))
                .forEach(process -> found.put(process.pid(), seen(process)));
        // What the JVM itself calls its main class is better than what its command line looks like.
        for (VirtualMachineDescriptor known : VirtualMachine.list()) {
            long pid = Long.parseLong(known.id());
            boolean named =
                    !known.displayName().isEmpty() && !known.displayName().equals(UNKNOWN);
            if (named && (found.containsKey(pid) || !ProcFiles.AVAILABLE)) {
                found.put(pid, new RunningJvm(pid, ProcFiles.user(pid), known.displayName()));
            }
        }
        found.remove(ProcessHandle.current().pid());
        return List.copyOf(found.values());
    }

    private static RunningJvm seen(ProcessHandle process) {
        return new RunningJvm(
                process.pid(),
                ProcFiles.user(process.pid()),
                JavaCommandLine.application(ProcFiles.arguments(process)));
    }

    /**
     * Finds the JVM that the user named.
     *
     * @param target a process id, or the name of a main class or jar
     * @throws InputException if there is none, or more than one
     */
    public static long find(String target) throws InputException {
        if (target.matches("\\d{1,18}")) {
            return Long.parseLong(target);
        }
        List<RunningJvm> all = all();
        List<RunningJvm> called =
                all.stream().filter(jvm -> jvm.isCalled(target)).toList();
        if (called.size() == 1) {
            return called.get(0).pid();
        }
        if (called.isEmpty()) {
            throw new InputException("no JVM runs a main class or jar '" + target + "'; "
                    + (all.isEmpty() ? "no JVM can be seen from here" : "running are " + listed(all)));
        }
        throw new InputException("'" + target + "' matches several JVMs: " + listed(called) + "; use the process id");
    }

    private static String listed(List<RunningJvm> jvms) {
        String first = jvms.stream()
                .sorted(Comparator.comparing(RunningJvm::pid))
                .limit(CANDIDATES_SHOWN)
                .map(RunningJvm::toString)
                .collect(Collectors.joining(", "));
        int more = jvms.size() - CANDIDATES_SHOWN;
        return more > 0 ? first + " and " + more + " more" : first;
    }
}
