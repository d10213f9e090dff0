// SPDX-License-Identifier: Apache-2.0
// Copyright the Lastack authors
/**
 * Declarations of the events of a connection: its life from connect or accept to close, what is open at the end of a
 * chunk, and the counts of connections that are not recorded individually.
 *
 * <p>{@code host}, {@code address} and {@code port} are the peer's, named like the fields of the JDK's own socket
 * events, so that JMC shows them in one column.
 */
package io.github.lastack.events.type.connection;
