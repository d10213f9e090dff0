// SPDX-License-Identifier: Apache-2.0
// Copyright the Lastack authors
package io.github.lastack.agent.it;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.lastack.agent.host.CollectsInside;

/**
 * A collection walks the frames of woven methods; where they are interpreted it computes for itself what their stack
 * holds, and ends the JVM if that is more than the class file allows.
 */
class CollectionIT {
    @OnJdks(Jdks.EVERY)
    void garbageIsCollectedInsideOfWovenMethods_fromTheStart(TestJdk jdk) throws Exception {
        try (HostJvm host =
                HostJvm.on(jdk).jvmArgs("-Xint").main(CollectsInside.class).start()) {
            host.awaitLine("ready", HostJvm.LIMIT);
            assertCollects(host, "started");
        }
    }

    @OnJdks(Jdks.EVERY)
    void garbageIsCollectedInsideOfWovenMethods_afterAnAttachAndADetach(TestJdk jdk) throws Exception {
        try (HostJvm host = HostJvm.on(jdk)
                .jvmArgs("-Xint")
                .withoutAgent()
                .main(CollectsInside.class)
                .start()) {
            host.awaitLine("ready", HostJvm.LIMIT);
            collect(host, "before");
            AttachIT.attach(host, "");
            collect(host, "attached");
            AttachIT.attach(host, "detach");
            assertCollects(host, "detached");
        }
    }

    private static void assertCollects(HostJvm host, String when) throws Exception {
        collect(host, when);
        assertThat(host.end()).as(host::transcript).isZero();
        assertThat(host.stderr()).noneMatch(line -> line.startsWith("lastack: "));
    }

    private static void collect(HostJvm host, String when) throws Exception {
        host.say(when);
        host.awaitLine("collected " + when, HostJvm.LIMIT);
    }
}
