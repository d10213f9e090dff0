// SPDX-License-Identifier: Apache-2.0
// Copyright the Lastack authors
package io.github.lastack.it.host;

import java.net.Inet6Address;
import java.net.InetSocketAddress;

/** How a program tells what it has done, for a test that compares it with what was seen of it. */
final class ConnectionLine {
    private ConnectionLine() {}

    /**
     * {@code kind localPort remotePort}, the client's, and the version of IP, since listeners of both may have the same
     * port.
     *
     * @param localPort 0 for a connect that was refused
     */
    static String line(String kind, int localPort, InetSocketAddress remote) {
        String version = remote.getAddress() instanceof Inet6Address ? "6" : "4";
        return kind + " " + localPort + " " + remote.getPort() + " " + version;
    }
}
