// SPDX-License-Identifier: Apache-2.0
// Copyright the Lastack authors
package io.github.lastack.agent;

/**
 * The agent's status for tools that attach to this JVM: a system property of lines {@code key=value}, which needs no
 * port and none of our classes to be read. It is set while the agent runs, and gives the reason where the agent could
 * not start.
 */
final class StatusProperty {
    private static final String PROPERTY = "io.github.lastack.agent";

    private final StringBuilder lines = new StringBuilder();

    static StatusProperty of(String state) {
        return new StatusProperty().with("state", state).with("version", ThisJvm.agentVersion());
    }

    StatusProperty with(String key, Object value) {
        // One line a value: line breaks inside a value are joined.
        lines.append(key)
                .append('=')
                .append(String.valueOf(value).trim().replace('\n', ';'))
                .append('\n');
        return this;
    }

    void show() {
        try {
            System.setProperty(PROPERTY, lines.toString());
        } catch (SecurityException hidden) {
            // A security manager may forbid it: then the agent runs without a visible status.
        }
    }

    static void hide() {
        try {
            System.clearProperty(PROPERTY);
        } catch (SecurityException neverShown) {
            // Nothing was set.
        }
    }
}
