// SPDX-License-Identifier: Apache-2.0
// Copyright the Lastack authors
package io.github.lastack.diagnose.problem;

/**
 * Another site with the same problem and connections to the same remote, or accepted on the same port: of connections
 * whose opening is not known, the best guess at the code, and no more than that.
 *
 * @param frame what that site is blamed on
 * @param fingerprint of that site
 * @param remote that most of the connections share, as {@code host:port}; empty for a server's
 * @param localPort that most of the connections share; 0 for a client's
 */
public record AlikeSite(String frame, String fingerprint, String remote, int localPort) implements Detail {}
