// SPDX-License-Identifier: Apache-2.0
// Copyright the Lastack authors
package io.github.lastack.agent.host;

import java.io.Closeable;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;

/** A way to make connections. */
interface Api {
    ConnectionEnd connect(InetSocketAddress remote) throws IOException;

    /** Connects within a time limit, or throws. */
    ConnectionEnd connect(InetSocketAddress remote, int millis) throws IOException;

    /** {@code port} is 0 for any. */
    Door listen(InetAddress address, int port) throws IOException;

    /** A listening socket. */
    interface Door extends Closeable {
        InetSocketAddress address() throws IOException;

        ConnectionEnd accept() throws IOException;
    }
}
