// SPDX-License-Identifier: Apache-2.0
// Copyright the Lastack authors
package io.github.lastack.render.text;

import java.time.Duration;
import java.time.Instant;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;

/**
 * The status of the agent in a JVM.
 *
 * @param described connections that were recorded individually; empty, like {@code counted}, for an older agent
 * @param counted connections that were aggregated
 * @param probeInterval zero if the probe is off
 * @param open how many descriptors are in each state
 * @param unconnectedBefore open descriptors without a connection that were there before the agent was attached
 * @param hooksFailed empty if all hooks are in place
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
