// SPDX-License-Identifier: Apache-2.0
// Copyright the Lastack authors
package io.github.lastack.boot;

/** Ignores everything; takes the listener's place while no agent listens. */
final class NoListener implements SocketListener {}
