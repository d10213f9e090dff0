// SPDX-License-Identifier: Apache-2.0
// Copyright the Lastack authors
package io.github.lastack.boot;

/** Ignores everything. Takes the listener's place while no agent is attached. */
final class NoListener implements SocketListener {}
