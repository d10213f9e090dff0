// SPDX-License-Identifier: Apache-2.0
// Copyright the Lastack authors
package io.github.lastack.agent.instrument;

import java.util.LinkedHashMap;
import java.util.Map;
import java.util.StringJoiner;

/** What became of every row of the catalogue on this JDK. Written while hooks are installed, read-only afterwards. */
public final class HookReport {
    private final Map<Hook, String> failed = new LinkedHashMap<>();
    private final StringJoiner installed = new StringJoiner("\n");
    private final StringJoiner absent = new StringJoiner("\n");
    private int installedCount;

    void installed(Hook hook) {
        installed.add(hook.toString());
        installedCount++;
    }

    void absent(Hook hook) {
        absent.add(hook.toString());
    }

    void failed(Hook hook, Throwable reason) {
        failed.put(hook, reason.toString());
    }

    public int installedCount() {
        return installedCount;
    }

    /** A line each. */
    public String installed() {
        return installed.toString();
    }

    /** A line each. */
    public String absent() {
        return absent.toString();
    }

    /** A line each, with the reason. */
    public String failed() {
        StringJoiner lines = new StringJoiner("\n");
        failed.forEach((hook, reason) -> lines.add(hook + ": " + reason));
        return lines.toString();
    }
}
