// SPDX-License-Identifier: Apache-2.0
// Copyright the Lastack authors
package io.github.lastack.agent.instrument;

import java.util.Collection;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.Map;
import java.util.Set;

/**
 * The state of every row of the catalogues in this JVM. Thread-safe: the rows of a library change as its classes are
 * loaded, and its class may be loaded more than once.
 */
public final class HookReport {
    private final Map<String, String> failed = new LinkedHashMap<>(); // guarded by this
    private final Map<String, Hook> installed = new LinkedHashMap<>(); // guarded by this
    private final Set<String> proven = new LinkedHashSet<>(); // guarded by this
    private final Set<String> absent = new LinkedHashSet<>(); // guarded by this
    private final Set<String> waiting = new LinkedHashSet<>(); // guarded by this

    synchronized void installed(Hook hook) {
        installed.put(hook.toString(), hook);
    }

    synchronized void absent(Hook hook) {
        absent.add(hook.toString());
    }

    synchronized void failed(Hook hook, Throwable reason) {
        failed.put(hook.toString(), reason.toString());
    }

    /** Marks a row that waits for its class, which may never be loaded. */
    synchronized void waiting(Hook hook) {
        waiting.add(hook.toString());
    }

    synchronized void waitsNoMore(Hook hook) {
        waiting.remove(hook.toString());
    }

    /**
     * Marks the rows that were seen to call the hook. Overloads of a method that call the same hook count as one:
     * stacks do not tell them apart.
     */
    public synchronized void proven(String type, String method, String calledHook) {
        for (Map.Entry<String, Hook> row : installed.entrySet()) {
            Hook hook = row.getValue();
            if (hook.type.replace('/', '.').equals(type) && hook.method.equals(method) && hook.calls(calledHook)) {
                proven.add(row.getKey());
            }
        }
    }

    public synchronized int provenCount() {
        return proven.size();
    }

    /** Returns the proven rows, a line each; empty where none was tried. */
    public synchronized String proven() {
        return lines(proven);
    }

    /**
     * Returns, in a line, the installed rows that a self-test can reach and that were not {@link #proven}. A class of
     * which none was proven stands for all of its rows.
     */
    public synchronized String unproven() {
        Set<String> working = new HashSet<>();
        for (String row : proven) {
            working.add(installed.get(row).type);
        }
        Set<String> names = new LinkedHashSet<>();
        for (Map.Entry<String, Hook> row : installed.entrySet()) {
            if (!proven.contains(row.getKey()) && !row.getValue().isBeyondSelfTest()) {
                String type = row.getValue().type;
                names.add(working.contains(type) ? row.getKey() : "all of " + type.replace('/', '.'));
            }
        }
        return String.join(", ", names);
    }

    /** Returns, in a line, the installed rows that a self-test does not exercise. */
    public synchronized String notExercised() {
        Set<String> names = new LinkedHashSet<>();
        for (Map.Entry<String, Hook> row : installed.entrySet()) {
            if (row.getValue().isBeyondSelfTest()) {
                names.add(row.getKey());
            }
        }
        return String.join(", ", names);
    }

    /** Returns how many installed rows a self-test can prove. */
    public synchronized int testableCount() {
        int count = 0;
        for (Hook hook : installed.values()) {
            count += hook.isBeyondSelfTest() ? 0 : 1;
        }
        return count;
    }

    public synchronized int installedCount() {
        return installed.size();
    }

    /** Returns whether rows that call the hook are installed, and none has failed. */
    public synchronized boolean tellsOf(String hookName) {
        boolean any = false;
        for (Map.Entry<String, Hook> row : installed.entrySet()) {
            any |= row.getValue().calls(hookName);
        }
        return any && failed.isEmpty();
    }

    /** Returns the installed rows, a line each. */
    public synchronized String installed() {
        return lines(installed.keySet());
    }

    /** Returns the absent rows, a line each. */
    public synchronized String absent() {
        return lines(absent);
    }

    /** Returns the waiting rows, a line each. */
    public synchronized String waiting() {
        return lines(waiting);
    }

    /** Returns the failed rows, a line each, with the reason. */
    public synchronized String failed() {
        Set<String> lines = new LinkedHashSet<>();
        for (Map.Entry<String, String> hook : failed.entrySet()) {
            lines.add(hook.getKey() + ": " + hook.getValue());
        }
        return lines(lines);
    }

    private static String lines(Collection<String> lines) {
        return String.join("\n", lines);
    }
}
