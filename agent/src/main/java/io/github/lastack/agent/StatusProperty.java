// SPDX-License-Identifier: Apache-2.0
// Copyright the Lastack authors
package io.github.lastack.agent;

/**
 * What the agent tells whoever attaches to this JVM: a system property of lines {@code key=value}, which tools read
 * without a port and without our classes. It is set while the agent is at work, and says why where it could not begin.
 */
final class StatusProperty {
    private static final String PROPERTY = "io.github.lastack.agent";

    private final StringBuilder lines = new StringBuilder();

    static StatusProperty of(String state) {
        return new StatusProperty().with("state", state).with("version", ThisJvm.agentVersion());
    }

    StatusProperty with(String key, Object value) {
        // A line is one value: what has several lines of its own is joined.
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
            // Under a security manager the agent works unseen.
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
