// SPDX-License-Identifier: Apache-2.0
// Copyright the Lastack authors
package io.github.lastack.jvm;

/**
 * A JVM on this machine, as seen from another process.
 *
 * @param command main class or jar, and its arguments; empty if not readable
 */
public record RunningJvm(long pid, String user, String command) {

    /** Main class or jar without its folder. */
    public String name() {
        String first = command.split(" ", 2)[0];
        return first.substring(first.lastIndexOf('/') + 1);
    }

    /**
     * Whether a name given by the user means this JVM: its jar, its main class, or its main class without the package.
     */
    boolean isCalled(String name) {
        String first = command.split(" ", 2)[0];
        return !name.isEmpty()
                && (first.equals(name) || name().equals(name) || first.endsWith("." + name) && !first.endsWith(".jar"));
    }

    @Override
    public String toString() {
        return pid + " " + (command.isEmpty() ? "(of " + user + ")" : name());
    }
}
