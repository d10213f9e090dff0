// SPDX-License-Identifier: Apache-2.0
// Copyright the Lastack authors
/**
 * The JFR events, and the only package that knows {@code jdk.jfr}.
 *
 * <p>Event classes are declarations. {@link io.github.lastack.events.SocketEvents} is the way in: its signatures name no
 * type of {@code jdk.jfr}, so its callers load on a JVM that has none. Event and field names are API: a name keeps its
 * meaning, a new meaning gets a new name. {@code host}, {@code address} and {@code port} are named like the fields of
 * the JDK's own socket events, so that JMC shows them in one column.
 */
package io.github.lastack.events;
