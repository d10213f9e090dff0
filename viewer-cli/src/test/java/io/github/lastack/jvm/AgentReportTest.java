// SPDX-License-Identifier: Apache-2.0
// Copyright the Lastack authors
package io.github.lastack.jvm;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.time.Instant;
import java.util.Map;
import org.junit.jupiter.api.Test;

class AgentReportTest {
    @Test
    void report_runningAgent_hasItsStatus() {
        AgentReport report = AgentReport.of(
                """
                state=at work
                version=1.0
                options=closewait=10s,probe=1s
                since=1000
                recorded=true
                described=7
                counted=5000000000
                probeIntervalMillis=1500
                kernelAsked=true
                suppressedErrors=2
                lastSuppressedError=java.lang.Error: a=b
                open.LISTEN=1
                open.CLOSE_WAIT=40
                """);
        assertThat(report.isAtWork()).isTrue();
        assertThat(report.options()).isEqualTo("closewait=10s,probe=1s");
        assertThat(report.since()).isEqualTo(Instant.ofEpochSecond(1));
        assertThat(report.isRecorded()).isTrue();
        assertThat(report.described()).hasValue(7);
        assertThat(report.counted()).hasValue(5_000_000_000L);
        assertThat(report.probeInterval()).hasValue(Duration.ofMillis(1_500));
        assertThat(report.isKernelAsked()).isTrue();
        assertThat(report.suppressedErrors()).isEqualTo(2);
        assertThat(report.lastSuppressedError()).isEqualTo("java.lang.Error: a=b");
        assertThat(report.open()).isEqualTo(Map.of("LISTEN", 1L, "CLOSE_WAIT", 40L));
    }

    @Test
    void report_withoutProperty_isNoAgent() {
        AgentReport none = AgentReport.of(null);
        assertThat(none.isAtWork()).isFalse();
        assertThat(none.reason()).isEmpty();
        assertThat(none.open()).isEmpty();
        assertThat(none.counted()).isEmpty();
    }

    @Test
    void report_failedStart_saysWhy() {
        AgentReport report = AgentReport.of("state=off\nreason=this JVM has no jdk.jfr\n");
        assertThat(report.isAtWork()).isFalse();
        assertThat(report.reason()).isEqualTo("this JVM has no jdk.jfr");
    }
}
