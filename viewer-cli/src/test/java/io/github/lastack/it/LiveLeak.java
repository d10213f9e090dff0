// SPDX-License-Identifier: Apache-2.0
// Copyright the Lastack authors
package io.github.lastack.it;

import com.sun.tools.attach.VirtualMachine;
import io.github.lastack.agent.it.HostJvm;
import java.io.IOException;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** A place in the code that leaks, as the agent's own metrics say while the program runs. */
record LiveLeak(String problem, String cause, int connections, String frame) {
    private static final String STATUS = "io.github.lastack.agent";
    private static final Pattern LINE = Pattern.compile("metrics\\.leak\\.\\d+=(\\S+) (\\S+) (\\d+) \\d+ (.*)");

    /** Asks the agent in a running program. */
    static List<LiveLeak> in(HostJvm jvm) throws IOException {
        try {
            jvm.load(HostJvm.agentJar(), "metrics");
            VirtualMachine vm = VirtualMachine.attach(Long.toString(jvm.pid()));
            try {
                return vm.getSystemProperties()
                        .getProperty(STATUS)
                        .lines()
                        .map(LINE::matcher)
                        .filter(Matcher::matches)
                        .map(line -> new LiveLeak(
                                line.group(1), line.group(2), Integer.parseInt(line.group(3)), line.group(4)))
                        .toList();
            } finally {
                vm.detach();
            }
        } catch (Exception e) {
            throw new IOException(jvm.transcript(), e);
        }
    }

    boolean isOf(ObservedRun.FoundSite site) {
        return site.problem().equals(problem) && site.cause().equals(cause);
    }

    boolean isUnknown() {
        return frame.equals("unknown");
    }
}
