// SPDX-License-Identifier: Apache-2.0
// Copyright the Lastack authors
package io.github.lastack.agent.it;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.lastack.agent.host.Managed;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/** The MXBean of the option {@code jmx}, beside a program whose connections are known. */
class JmxIT {
    private static final Pattern VALUE = Pattern.compile("(.+) = (.*)");
    private static final String OPTIONS = "closewait=300ms,probe=100ms";
    private static final long SOME_PROBES = 20;
    private static final int CYCLES = 4;

    @OnJdks(Jdks.EDGES)
    void bean_programWithKnownConnections_hasTheirCounts(TestJdk jdk) throws Exception {
        try (HostJvm host = host(jdk, OPTIONS + ",jmx")) {
            host.say("drop");
            host.awaitLine("done drop", HostJvm.LIMIT);
            host.jcmd("GC.run");
            host.awaitProbeRested(host.timesProbeRested() + SOME_PROBES);

            Map<String, String> bean = bean(host);

            assertThat(states(bean, "Client.")).isEqualTo(Map.of("close_wait", "2"));
            assertThat(states(bean, "Server.")).isEqualTo(Map.of("close_wait", "1", "established", "1", "listen", "1"));
            assertThat(bean)
                    .containsEntry("ClientOpened", "4")
                    .containsEntry("ClientClosed", "1")
                    .containsEntry("ClientClosedFirst", "1")
                    .containsEntry("ServerOpened", "4")
                    .containsEntry("ServerClosed", "2")
                    .containsEntry("ServerClosedFirst", "2")
                    .containsEntry("DescriptorsWithoutConnection", "1")
                    .containsEntry("DescriptorsLost", "1")
                    .containsEntry("LeakSitesLeftOut", "0")
                    .containsEntry("Leaking", "5")
                    .doesNotContainValue("");
            assertThat(Double.parseDouble(bean.get("OldestCloseWaitSeconds"))).isBetween(0.3, 60.0);
            assertThat(sites(bean, "site "))
                    .isEqualTo(Map.of(
                            "close-wait end-of-stream-unread " + Managed.class.getName() + ".open",
                            "2",
                            "close-wait end-of-stream-unread " + Managed.class.getName() + ".main",
                            "1",
                            "never-closed never-connected " + Managed.class.getName() + ".main",
                            "1",
                            "never-closed unreachable " + Managed.class.getName() + ".drop",
                            "1"));
            assertThat(sites(bean, "oldest ").values()).allSatisfy(seconds -> assertThat(Double.parseDouble(seconds))
                    .isBetween(0.3, 60.0));
            assertThat(host.end()).as(host::transcript).isZero();
            assertThat(host.stderr()).noneMatch(line -> line.startsWith("lastack: "));
        }
    }

    /** The first user of JMX chooses its builder and starts the logging. That is the application, not the agent. */
    @OnJdks(Jdks.EDGES)
    void jmx_nobodyElseUsesIt_isNotLoaded(TestJdk jdk) throws Exception {
        for (String options : List.of(OPTIONS, OPTIONS + ",jmx")) {
            try (HostJvm host = host(jdk, options, "-verbose:class")) {
                Thread.sleep(2_500); // the agent looks every second
                assertThat(loaded(host, "io.github.lastack.agent.jmx.", "javax.management.", "java.lang.management."))
                        .isSubsetOf(
                                options.endsWith("jmx")
                                        ? List.of(
                                                "io.github.lastack.agent.jmx.JmxRegistration",
                                                "javax.management.openmbean.TabularData")
                                        : List.of());
                assertThat(host.end()).as(host::transcript).isZero();
            }
        }
    }

    @OnJdks(Jdks.EDGES)
    void detach_registeredBean_leavesNothing(TestJdk jdk) throws Exception {
        try (HostJvm host = HostJvm.on(jdk).withoutAgent().main(Managed.class).start()) {
            host.awaitLine("ready", HostJvm.LIMIT);
            for (int i = 0; i < CYCLES; i++) {
                AttachIT.attach(host, OPTIONS + ",jmx");
                host.say("bean " + i);
                host.awaitLine("done bean " + i, HostJvm.LIMIT);
                AttachIT.attach(host, "metrics");
                AttachIT.attach(host, "detach");
            }
            host.say("gone");
            host.awaitLine("registered false", HostJvm.LIMIT);
            Map<String, Long> left = new TreeMap<>();
            JvmResources resources = JvmResources.of(jdk, host);
            for (String part : List.of("jmx", "metrics", "registry", "scan", "descriptor")) {
                left.putAll(resources.instancesOf("io.github.lastack.agent." + part + "."));
            }
            left.keySet().removeIf(name -> name.contains("LeakCause") || name.contains("ConnectionMetrics$1"));
            assertThat(left).isEmpty();
            assertThat(host.end()).as(host::transcript).isZero();
        }
    }

    private static HostJvm host(TestJdk jdk, String options, String... jvmArgs) throws Exception {
        HostJvm host = HostJvm.on(jdk)
                .agentOptions(options)
                .jvmArgs(jvmArgs)
                .main(Managed.class)
                .start();
        host.awaitLine("ready", HostJvm.LIMIT);
        return host;
    }

    private static Map<String, String> bean(HostJvm host) throws Exception {
        host.say("bean");
        host.awaitLine("done bean", HostJvm.LIMIT);
        Map<String, String> bean = new TreeMap<>();
        for (String line : host.stdout()) {
            Matcher value = VALUE.matcher(line);
            if (value.matches()) {
                bean.put(value.group(1), value.group(2));
            }
        }
        return bean;
    }

    /** Returns the states that are not 0. */
    private static Map<String, String> states(Map<String, String> bean, String prefix) {
        Map<String, String> states = new TreeMap<>();
        bean.forEach((name, value) -> {
            if (name.startsWith(prefix) && !value.equals("0")) {
                states.put(name.substring(prefix.length()), value);
            }
        });
        return states;
    }

    /** Returns the sites without file and line. */
    private static Map<String, String> sites(Map<String, String> bean, String prefix) {
        Map<String, String> sites = new TreeMap<>();
        bean.forEach((name, value) -> {
            if (name.startsWith(prefix)) {
                sites.put(name.substring(prefix.length()).replaceAll("\\(.*", ""), value);
            }
        });
        return sites;
    }

    private static List<String> loaded(HostJvm host, String... prefixes) {
        Pattern name = Pattern.compile("(?:\\[Loaded |.*class,load\\] )([\\w.$/]+).*");
        return host.stdout().stream()
                .map(name::matcher)
                .filter(Matcher::matches)
                .map(line -> line.group(1))
                .filter(type -> Stream.of(prefixes).anyMatch(type::startsWith))
                .distinct()
                .toList();
    }
}
