// SPDX-License-Identifier: Apache-2.0
// Copyright the Lastack authors
package io.github.lastack.diagnose.problem;

/**
 * Another site with the same problem, and with connections to the same remote or accepted on the same port. For
 * connections whose opening is unknown, the other site is the best guess at the code, and only a guess.
 *
 * @param frame the frame blamed for the other site
 * @param fingerprint the fingerprint of the other site
 * @param remote the remote that most of the connections share, as {@code host:port}; empty for a server's
 * @param localPort the local port that most of the connections share; 0 for a client's
 */
public record AlikeSite(String frame, String fingerprint, String remote, int localPort) implements Detail {}
