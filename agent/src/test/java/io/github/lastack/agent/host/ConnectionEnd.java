// SPDX-License-Identifier: Apache-2.0
// Copyright the Lastack authors
package io.github.lastack.agent.host;

import java.io.Closeable;
import java.io.IOException;

/** One end of a connection, whatever the API. */
interface ConnectionEnd extends Closeable {
    /** A byte, or -1 at the end of the stream. */
    int read() throws IOException;

    void write(int b) throws IOException;

    void shutdownInput() throws IOException;

    void shutdownOutput() throws IOException;

    /** Makes close send a reset. */
    void resetOnClose() throws IOException;
}
