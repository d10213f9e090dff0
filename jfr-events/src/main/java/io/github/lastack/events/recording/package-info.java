// SPDX-License-Identifier: Apache-2.0
// Copyright the Lastack authors
/**
 * When events are committed, and where to: {@link io.github.lastack.events.recording.Recorder} waits for JFR and
 * serves its recordings, {@link io.github.lastack.events.recording.SelfRecording} is the agent's own recording.
 *
 * <p>Calls the facade in {@code io.github.lastack.events}, which does not know this package. No public signature names
 * a type of {@code jdk.jfr}, so that callers load on a JVM without it.
 */
package io.github.lastack.events.recording;
