// SPDX-License-Identifier: Apache-2.0
// Copyright the Lastack authors
package io.github.lastack.render.text;

import java.time.Duration;
import java.time.Instant;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;

/**
 * What the agent in a JVM is doing.
 *
 * @param described openings that were recorded individually; with {@code counted} empty for an agent that does not say
 * @param counted openings that came too fast for that
 * @param probeInterval zero for no probe
 * @param open how many descriptors are in each state
 * @param unconnectedBefore those of the open that have no connection and were open before the agent came
 * @param hooksFailed empty if all are in place
 */
public record AgentStatus(
        long pid,
        String version,
        String options,
        Instant since,
        boolean recorded,
        OptionalLong described,
        OptionalLong counted,
        Optional<Duration> probeInterval,
        boolean kernelAsked,
        Map<String, Long> open,
        long unconnectedBefore,
        long suppressedErrors,
        String lastSuppressedError,
        long hooksInstalled,
        String hooksFailed) {}
