// SPDX-License-Identifier: Apache-2.0
// Copyright the Lastack authors
package io.github.lastack.it.host;

import static java.nio.charset.StandardCharsets.US_ASCII;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.io.OutputStream;
import java.net.InetSocketAddress;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Executors;

/** The JDK's server of HTTP: {@code HandlersOfTheJdk VISITORS}. */
public final class HandlersOfTheJdk {
    private static final CountDownLatch NEVER = new CountDownLatch(1);

    public static void main(String[] args) throws Exception {
        HttpServer server = listen();
        server.setExecutor(Executors.newCachedThreadPool());
        server.createContext("/blocked", HandlersOfTheJdk::block);
        server.createContext("/forgotten", HandlersOfTheJdk::forget);
        server.createContext("/unclosed", HandlersOfTheJdk::answerWithoutClosing);
        server.createContext("/answered", HandlersOfTheJdk::answer);
        server.start();
        Visitors.await(server.getAddress().getPort(), Integer.parseInt(args[0]));
    }

    private static HttpServer listen() throws IOException {
        return HttpServer.create(new InetSocketAddress("127.0.0.1", 0), 0);
    }

    private static void block(HttpExchange exchange) throws IOException {
        Visitors.hasArrived();
        try {
            NEVER.await();
        } catch (InterruptedException e) {
            throw new IOException(e);
        }
    }

    /** Neither answers nor closes. */
    private static void forget(HttpExchange exchange) {
        exchange.getResponseHeaders().set("Content-Type", "text/plain");
        Visitors.hasArrived();
    }

    private static void answerWithoutClosing(HttpExchange exchange) throws IOException {
        exchange.sendResponseHeaders(200, 0);
        OutputStream body = exchange.getResponseBody();
        body.write("data: last\n".getBytes(US_ASCII));
        body.flush();
        Visitors.hasArrived();
    }

    private static void answer(HttpExchange exchange) throws IOException {
        answerWithoutClosing(exchange);
        exchange.close();
    }
}
