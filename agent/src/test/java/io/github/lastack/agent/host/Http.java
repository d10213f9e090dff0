// SPDX-License-Identifier: Apache-2.0
// Copyright the Lastack authors
package io.github.lastack.agent.host;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.HttpURLConnection;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.util.concurrent.Executor;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;

/** The JDK's clients of HTTP, with a server that closes after each answer. */
final class Http {
    private static final byte[] ANSWER =
            "HTTP/1.1 200 OK\r\nContent-Length: 2\r\nConnection: close\r\n\r\nhi".getBytes(StandardCharsets.US_ASCII);

    private Http() {}

    static void url(SceneOutput stage) throws Exception {
        try (ServerSocket server = serve(stage, "httpUrl")) {
            HttpURLConnection connection =
                    (HttpURLConnection) uri(server).toURL().openConnection();
            SceneOutput.tell("status", connection::getResponseCode);
            SceneOutput.tell("body", () -> connection.getInputStream().read());
            SceneOutput.tell("all read", () -> {
                InputStream in = connection.getInputStream();
                return in.read() + " " + in.read();
            });
            connection.disconnect();
        }
    }

    /** JDK 11 and later. */
    static void client(SceneOutput stage) throws Exception {
        ExecutorService executor = Executors.newCachedThreadPool();
        try (ServerSocket server = serve(stage, "httpClient")) {
            Object builder = Class.forName("java.net.http.HttpClient")
                    .getMethod("newBuilder")
                    .invoke(null);
            Class<?> builderType = Class.forName("java.net.http.HttpClient$Builder");
            builderType.getMethod("executor", Executor.class).invoke(builder, executor);
            Object client = builderType.getMethod("build").invoke(builder);
            Class<?> requestType = Class.forName("java.net.http.HttpRequest");
            Object request = Class.forName("java.net.http.HttpRequest$Builder")
                    .getMethod("build")
                    .invoke(requestType.getMethod("newBuilder", URI.class).invoke(null, uri(server)));
            Object handler = Class.forName("java.net.http.HttpResponse$BodyHandlers")
                    .getMethod("ofString")
                    .invoke(null);
            Object response = Class.forName("java.net.http.HttpClient")
                    .getMethod("send", requestType, Class.forName("java.net.http.HttpResponse$BodyHandler"))
                    .invoke(client, request, handler);
            Class<?> responseType = Class.forName("java.net.http.HttpResponse");
            SceneOutput.tell("body", () -> responseType.getMethod("body").invoke(response));
        }
        executor.shutdown();
    }

    private static URI uri(ServerSocket server) {
        return URI.create("http://127.0.0.1:" + server.getLocalPort() + "/");
    }

    private static ServerSocket serve(SceneOutput stage, String scene) throws IOException {
        ServerSocket server = new ServerSocket(0, 1, InetAddress.getByName("127.0.0.1"));
        stage.scene(scene, (InetSocketAddress) server.getLocalSocketAddress());
        new Thread(() -> answer(server)).start();
        return server;
    }

    private static void answer(ServerSocket server) {
        try (Socket socket = server.accept()) {
            StringBuilder request = new StringBuilder();
            InputStream in = socket.getInputStream();
            while (!request.toString().endsWith("\r\n\r\n")) {
                request.append((char) in.read());
            }
            if (request.toString().contains("traceparent: ")) {
                System.out.println("traced"); // by somebody who has instrumented the client
            }
            OutputStream out = socket.getOutputStream();
            out.write(ANSWER);
        } catch (IOException e) {
            System.out.println("server: " + e);
        }
    }
}
