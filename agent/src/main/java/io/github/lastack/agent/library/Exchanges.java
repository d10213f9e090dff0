// SPDX-License-Identifier: Apache-2.0
// Copyright the Lastack authors
package io.github.lastack.agent.library;

/**
 * Finds the channel below a server's request. Undertow reads requests on its own threads and has others handle them,
 * which may never touch the socket. Only fields are read. Thread-safe.
 */
public final class Exchanges {
    private final LibraryField connection;
    private final LibraryField stream;
    private final LibraryField decrypted;
    private final LibraryField conduit;
    private final LibraryField channel;

    /**
     * A finder.
     *
     * @param fields null where none can be read: then no channel is found
     */
    public Exchanges(FieldReader fields) {
        this.connection = new LibraryField(fields, "io.undertow.server.HttpServerExchange", "connection");
        this.stream = new LibraryField(fields, "io.undertow.server.AbstractServerConnection", "channel");
        this.decrypted = new LibraryField(fields, "io.undertow.protocols.ssl.UndertowSslConnection", "delegate");
        this.conduit = new LibraryField(fields, "org.xnio.nio.NioSocketStreamConnection", "conduit");
        this.channel = new LibraryField(fields, "org.xnio.nio.NioSocketConduit", "socketChannel");
    }

    /** Returns the channel; null where it is not known, as for HTTP/2, where many requests share a connection. */
    public Object channelOf(Object exchange) {
        Object ofStream = stream.of(connection.of(exchange));
        Object below = decrypted.of(ofStream);
        return channel.of(conduit.of(below == null ? ofStream : below));
    }
}
