// SPDX-License-Identifier: Apache-2.0
// Copyright the Lastack authors
/**
 * The way into JFR: {@link io.github.lastack.events.SocketEvents} and its neighbours fill the events and commit them.
 *
 * <p>Only this package and those below it know {@code jdk.jfr}: {@code type} has the declarations, {@code recording}
 * decides when events are committed. Signatures name no type of {@code jdk.jfr}, so callers load on a JVM without it.
 */
package io.github.lastack.events;
