// SPDX-License-Identifier: Apache-2.0
// Copyright the Lastack authors
package io.github.lastack.it.host;

import static java.nio.charset.StandardCharsets.US_ASCII;

import io.undertow.Handlers;
import io.undertow.Undertow;
import io.undertow.server.HttpServerExchange;
import io.undertow.server.handlers.BlockingHandler;
import io.undertow.server.handlers.PathHandler;
import io.undertow.server.handlers.sse.ServerSentEventConnection;
import java.io.IOException;
import java.io.OutputStream;
import java.net.InetSocketAddress;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;

/** {@code HandlersOnUndertow VISITORS}. */
public final class HandlersOnUndertow {
    private static final CountDownLatch NEVER = new CountDownLatch(1);
    private static final ExecutorService PUBLISHER = Executors.newSingleThreadExecutor();

    public static void main(String[] args) throws Exception {
        PathHandler paths = Handlers.path()
                .addExactPath("/blocked", new BlockingHandler(HandlersOnUndertow::block))
                .addExactPath("/streaming", new BlockingHandler(HandlersOnUndertow::stream))
                .addExactPath("/forgotten", exchange -> exchange.dispatch(() -> forget(exchange)))
                .addExactPath(
                        "/events", Handlers.serverSentEvents((reader, id) -> PUBLISHER.execute(() -> publish(reader))))
                .addExactPath("/answered", new BlockingHandler(HandlersOnUndertow::answer));
        Undertow server = Undertow.builder()
                .addHttpListener(0, "127.0.0.1")
                .setHandler(paths)
                .build();
        server.start();
        InetSocketAddress address =
                (InetSocketAddress) server.getListenerInfo().get(0).getAddress();
        Visitors.await(address.getPort(), Integer.parseInt(args[0]));
    }

    private static void block(HttpServerExchange exchange) throws InterruptedException {
        Visitors.hasArrived();
        NEVER.await();
    }

    private static void stream(HttpServerExchange exchange) throws IOException, InterruptedException {
        OutputStream body = exchange.getOutputStream();
        body.write("data: last\n".getBytes(US_ASCII));
        body.flush();
        Visitors.hasArrived();
        NEVER.await();
    }

    /** Does not end the exchange. */
    private static void forget(HttpServerExchange exchange) {
        exchange.setStatusCode(204);
        Visitors.hasArrived();
    }

    private static void publish(ServerSentEventConnection reader) {
        reader.send("first");
        reader.send("last");
        Visitors.hasArrived();
    }

    private static void answer(HttpServerExchange exchange) {
        exchange.getResponseSender().send("data: last\n");
        Visitors.hasArrived();
    }
}
