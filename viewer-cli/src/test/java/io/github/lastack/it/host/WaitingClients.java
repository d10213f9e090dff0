// SPDX-License-Identifier: Apache-2.0
// Copyright the Lastack authors
package io.github.lastack.it.host;

import com.sun.net.httpserver.HttpServer;
import io.github.lastack.samples.Inspection;
import io.netty.bootstrap.Bootstrap;
import io.netty.buffer.Unpooled;
import io.netty.channel.Channel;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.channel.nio.NioEventLoopGroup;
import io.netty.channel.socket.nio.NioSocketChannel;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.TimeUnit;
import okhttp3.OkHttpClient;
import okhttp3.Request;
import okhttp3.Response;
import org.apache.http.client.methods.CloseableHttpResponse;
import org.apache.http.client.methods.HttpGet;
import org.apache.http.impl.client.CloseableHttpClient;
import org.apache.http.impl.client.HttpClients;
import org.apache.http.util.EntityUtils;
import redis.clients.jedis.Jedis;

/**
 * Clients of libraries, none with a timeout for its answers:
 * {@code WaitingClients POSTGRES-PORT REDIS-PORT LINES-PORT}. Each asks once, and again when the test has done to the
 * network what it wants.
 */
public final class WaitingClients {
    private static final byte[] BODY = "ok".getBytes();

    private WaitingClients() {}

    public static void main(String[] args) throws Exception {
        List<Callable<?>> clients = new ArrayList<>();
        String byUrl = page("url");
        clients.add(() -> visitByUrl(byUrl));
        CloseableHttpClient http4 = HttpClients.createDefault();
        String byHttp4 = page("http4");
        clients.add(() -> visitByHttp4(http4, byHttp4));
        org.apache.hc.client5.http.impl.classic.CloseableHttpClient http5 =
                org.apache.hc.client5.http.impl.classic.HttpClients.createDefault();
        String byHttp5 = page("http5");
        clients.add(() -> visitByHttp5(http5, byHttp5));
        OkHttpClient okHttp =
                new OkHttpClient.Builder().readTimeout(0, TimeUnit.SECONDS).build();
        String byOkHttp = page("okhttp");
        clients.add(() -> visitByOkHttp(okHttp, byOkHttp));
        Connection orders = DriverManager.getConnection(
                "jdbc:postgresql://127.0.0.1:" + args[0] + "/shop?user=clerk&password=none");
        clients.add(() -> query(orders));
        Jedis jedis = new Jedis("127.0.0.1", Integer.parseInt(args[1]), 0);
        clients.add(() -> put(jedis));
        Channel channel = connect(Integer.parseInt(args[2]));
        clients.add(() -> say(channel));
        for (Callable<?> client : clients) {
            client.call();
        }
        Cue.await("opened");
        for (Callable<?> client : clients) {
            Thread thread = new Thread(() -> call(client));
            thread.setDaemon(true);
            thread.start();
        }
        Inspection.untilInputEnds();
        System.exit(0);
    }

    private static void call(Callable<?> client) {
        try {
            client.call();
        } catch (Exception e) {
            throw new IllegalStateException(e);
        }
    }

    /** A server for one client, whose port is told under that name. */
    private static String page(String name) throws IOException {
        HttpServer server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        server.createContext("/", exchange -> {
            exchange.sendResponseHeaders(200, BODY.length);
            try (OutputStream out = exchange.getResponseBody()) {
                out.write(BODY);
            }
        });
        server.start();
        System.out.println("port " + name + " " + server.getAddress().getPort());
        return "http://127.0.0.1:" + server.getAddress().getPort() + "/";
    }

    private static Object visitByUrl(String page) throws IOException {
        try (InputStream in = URI.create(page).toURL().openStream()) {
            while (in.read() != -1) {
                // all of it
            }
        }
        return page;
    }

    private static Object visitByHttp4(CloseableHttpClient client, String page) throws IOException {
        try (CloseableHttpResponse response = client.execute(new HttpGet(page))) {
            return EntityUtils.toString(response.getEntity());
        }
    }

    private static Object visitByHttp5(org.apache.hc.client5.http.impl.classic.CloseableHttpClient client, String page)
            throws IOException {
        return client.execute(
                new org.apache.hc.client5.http.classic.methods.HttpGet(page),
                response -> org.apache.hc.core5.http.io.entity.EntityUtils.toString(response.getEntity()));
    }

    private static Object visitByOkHttp(OkHttpClient client, String page) throws IOException {
        try (Response response =
                client.newCall(new Request.Builder().url(page).build()).execute()) {
            return response.body().string();
        }
    }

    private static Object query(Connection orders) throws Exception {
        try (Statement statement = orders.createStatement()) {
            return statement.execute("listen orders");
        }
    }

    private static Object put(Jedis jedis) {
        return jedis.set("visits", "1");
    }

    private static Channel connect(int port) throws InterruptedException {
        return new Bootstrap()
                .group(new NioEventLoopGroup(1))
                .channel(NioSocketChannel.class)
                .handler(new ChannelInboundHandlerAdapter())
                .connect(InetAddress.getLoopbackAddress(), port)
                .sync()
                .channel();
    }

    private static Object say(Channel channel) throws InterruptedException {
        return channel.writeAndFlush(Unpooled.copiedBuffer("anything new?\n".getBytes()))
                .sync();
    }
}
