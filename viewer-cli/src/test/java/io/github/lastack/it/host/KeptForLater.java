// SPDX-License-Identifier: Apache-2.0
// Copyright the Lastack authors
package io.github.lastack.it.host;

import com.sun.net.httpserver.HttpServer;
import com.zaxxer.hikari.HikariConfig;
import com.zaxxer.hikari.HikariDataSource;
import io.netty.bootstrap.Bootstrap;
import io.netty.channel.Channel;
import io.netty.channel.EventLoopGroup;
import io.netty.channel.nio.NioEventLoopGroup;
import io.netty.channel.pool.AbstractChannelPoolHandler;
import io.netty.channel.pool.FixedChannelPool;
import io.netty.channel.socket.nio.NioSocketChannel;
import java.io.IOException;
import java.io.InputStream;
import java.net.HttpURLConnection;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.URL;
import java.nio.ByteBuffer;
import java.nio.channels.SelectionKey;
import java.nio.channels.Selector;
import java.nio.channels.SocketChannel;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Collections;
import java.util.Deque;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import javax.sql.DataSource;
import okhttp3.ConnectionPool;
import okhttp3.OkHttpClient;
import okhttp3.Request;
import okhttp3.Response;
import org.apache.commons.dbcp2.BasicDataSource;
import org.apache.hc.client5.http.impl.io.PoolingHttpClientConnectionManagerBuilder;
import org.apache.http.client.methods.CloseableHttpResponse;
import org.apache.http.client.methods.HttpGet;
import org.apache.http.impl.client.CloseableHttpClient;
import org.apache.http.impl.client.HttpClients;
import org.apache.http.util.EntityUtils;

/**
 * Connections that are open, unused and no leak, of every kind that one meets: {@code KeptForLater LINES-PORT
 * POSTGRES-PORT}. Pools that are filled by many at once, in their background, or bit by bit; a connection for each
 * thread, each remote and each reader, and channels of a selector, all of which grow to the very end; a start that
 * takes a while. Prints {@code listening PORT} for clients that come and stay, then {@code ready}, and ends with stdin.
 */
public final class KeptForLater {
    private static final InetAddress LOOPBACK = InetAddress.getLoopbackAddress();
    private static final byte[] LINE = "anything new?\n".getBytes();
    private static final int MANY = 25;
    private static final int POOLED = 30;
    private static final int ROUNDS = 35;
    private static final long BETWEEN_MILLIS = 200;

    private static final List<Object> KEPT = Collections.synchronizedList(new ArrayList<>());
    private static final ExecutorService CROWD = Executors.newFixedThreadPool(MANY);

    private final ThreadLocal<Socket> own = new ThreadLocal<>();
    private final ExecutorService threads = Executors.newFixedThreadPool(1_000);
    private final Deque<Socket> pool = new ArrayDeque<>();
    private final int lines;
    private final String page;

    private KeptForLater(int lines, String page) {
        this.lines = lines;
        this.page = page;
    }

    public static void main(String[] args) throws Exception {
        HttpServer http = pages();
        ServerSocket door = new ServerSocket(0, 50, LOOPBACK);
        daemon(() -> serve(door));
        System.out.println("listening " + door.getLocalPort());
        KeptForLater kept = new KeptForLater(
                Integer.parseInt(args[0]),
                "http://127.0.0.1:" + http.getAddress().getPort() + "/");
        List<Callable<?>> clients = kept.pools(Integer.parseInt(args[1]));
        for (Callable<?> client : clients) {
            atOnce(client);
        }
        daemon(kept::startSlowly);
        Selector selector = Selector.open();
        for (int round = 0; true; round++) { // to the very end
            for (Callable<?> client : clients) {
                client.call();
            }
            kept.askPooled();
            kept.askByAnotherThread();
            askAnotherRemote();
            kept.askWithAReader();
            kept.askAndSelect(selector);
            if (round == ROUNDS) {
                System.out.println("ready");
                daemon(() -> {
                    if (System.in.read() < 0) {
                        System.exit(KEPT.isEmpty() ? 1 : 0);
                    }
                });
            }
            TimeUnit.MILLISECONDS.sleep(BETWEEN_MILLIS);
        }
    }

    private List<Callable<?>> pools(int postgres) {
        List<Callable<?>> clients = new ArrayList<>();
        DataSource hikari = hikari(postgres);
        clients.add(() -> visit(hikari));
        DataSource dbcp = dbcp(postgres);
        clients.add(() -> visit(dbcp));
        CloseableHttpClient http4 = HttpClients.custom()
                .setMaxConnPerRoute(POOLED)
                .setMaxConnTotal(POOLED)
                .build();
        clients.add(() -> visit(http4));
        org.apache.hc.client5.http.impl.classic.CloseableHttpClient http5 =
                org.apache.hc.client5.http.impl.classic.HttpClients.custom()
                        .setConnectionManager(PoolingHttpClientConnectionManagerBuilder.create()
                                .setMaxConnPerRoute(POOLED)
                                .setMaxConnTotal(POOLED)
                                .build())
                        .build();
        clients.add(() -> visit(http5));
        OkHttpClient okHttp = new OkHttpClient.Builder()
                .connectionPool(new ConnectionPool(POOLED, 5, TimeUnit.MINUTES))
                .build();
        clients.add(() -> visit(okHttp));
        clients.add(this::visitByUrl);
        FixedChannelPool netty = netty();
        clients.add(() -> visit(netty));
        return clients;
    }

    private static void atOnce(Callable<?> client) throws Exception {
        List<Future<?>> all = new ArrayList<>();
        for (int i = 0; i < MANY; i++) {
            all.add(CROWD.submit(client));
        }
        for (Future<?> each : all) {
            each.get();
        }
    }

    private static HikariDataSource hikari(int port) {
        HikariConfig config = new HikariConfig();
        config.setJdbcUrl(url(port));
        config.setMaximumPoolSize(POOLED);
        return new HikariDataSource(config);
    }

    private static BasicDataSource dbcp(int port) {
        BasicDataSource pool = new BasicDataSource();
        pool.setUrl(url(port));
        pool.setMaxTotal(POOLED);
        pool.setMaxIdle(POOLED);
        return pool;
    }

    private static String url(int port) {
        return "jdbc:postgresql://127.0.0.1:" + port + "/shop?user=clerk&password=none";
    }

    private static Object visit(DataSource pool) throws SQLException, InterruptedException {
        try (Connection connection = pool.getConnection();
                Statement statement = connection.createStatement()) {
            TimeUnit.MILLISECONDS.sleep(10); // so that a crowd takes many
            return statement.execute("listen orders");
        }
    }

    private Object visit(CloseableHttpClient client) throws IOException {
        try (CloseableHttpResponse response = client.execute(new HttpGet(page))) {
            return EntityUtils.toString(response.getEntity());
        }
    }

    private Object visit(org.apache.hc.client5.http.impl.classic.CloseableHttpClient client) throws IOException {
        return client.execute(
                new org.apache.hc.client5.http.classic.methods.HttpGet(page),
                response -> org.apache.hc.core5.http.io.entity.EntityUtils.toString(response.getEntity()));
    }

    private Object visit(OkHttpClient client) throws IOException {
        try (Response response =
                client.newCall(new Request.Builder().url(page).build()).execute()) {
            return response.body().string();
        }
    }

    private Object visitByUrl() throws IOException {
        HttpURLConnection connection = (HttpURLConnection) new URL(page).openConnection();
        try (InputStream in = connection.getInputStream()) {
            return in.read(new byte[100]);
        }
    }

    private FixedChannelPool netty() {
        EventLoopGroup group = new NioEventLoopGroup(2);
        Bootstrap bootstrap = new Bootstrap()
                .group(group)
                .channel(NioSocketChannel.class)
                .remoteAddress(new InetSocketAddress(LOOPBACK, lines));
        return new FixedChannelPool(
                bootstrap,
                new AbstractChannelPoolHandler() {
                    @Override
                    public void channelCreated(Channel channel) {
                        // it has no handler, as nobody reads the answer
                    }
                },
                POOLED);
    }

    private static Object visit(FixedChannelPool pool) throws Exception {
        Channel channel = pool.acquire().sync().getNow();
        channel.writeAndFlush(channel.alloc().buffer().writeBytes(LINE)).sync();
        return pool.release(channel).sync();
    }

    /** A pool that has as many as it may have only after a while, and then uses them in turn. */
    private void askPooled() throws IOException {
        Socket socket = pool.size() < POOLED ? new Socket(LOOPBACK, lines) : pool.removeFirst();
        ask(socket);
        pool.addLast(socket);
    }

    private void startSlowly() throws Exception {
        for (int i = 0; i < MANY; i++) {
            Socket socket = new Socket(LOOPBACK, lines);
            KEPT.add(socket);
            ask(socket);
            TimeUnit.MILLISECONDS.sleep(BETWEEN_MILLIS);
        }
    }

    /** A pool of threads has its threads one after the other, and each its connection. */
    private void askByAnotherThread() throws Exception {
        threads.submit(() -> {
                    if (own.get() == null) {
                        own.set(new Socket(LOOPBACK, lines));
                    }
                    ask(own.get());
                    return null;
                })
                .get();
    }

    private static void askAnotherRemote() throws IOException {
        try (ServerSocket shard = new ServerSocket(0, 1, LOOPBACK)) {
            Socket socket = new Socket(LOOPBACK, shard.getLocalPort());
            Socket accepted = shard.accept();
            KEPT.add(socket);
            KEPT.add(accepted);
            accepted.getOutputStream().write(1);
            socket.getInputStream().read();
        }
    }

    private void askWithAReader() throws IOException {
        Socket socket = new Socket(LOOPBACK, lines);
        daemon(() -> {
            while (socket.getInputStream().read() >= 0) {
                // whatever comes
            }
        });
        socket.getOutputStream().write(LINE);
    }

    private void askAndSelect(Selector selector) throws IOException {
        SocketChannel channel = SocketChannel.open(new InetSocketAddress(LOOPBACK, lines));
        channel.write(ByteBuffer.wrap(LINE));
        channel.read(ByteBuffer.allocate(LINE.length));
        channel.configureBlocking(false);
        channel.register(selector, SelectionKey.OP_READ);
        selector.selectNow();
    }

    private static void ask(Socket socket) throws IOException {
        socket.getOutputStream().write(LINE);
        while (socket.getInputStream().read() != '\n') {
            // the answer is one line
        }
    }

    private static HttpServer pages() throws IOException {
        HttpServer server = HttpServer.create(new InetSocketAddress(LOOPBACK, 0), 100);
        server.setExecutor(Executors.newCachedThreadPool(task -> {
            Thread thread = new Thread(task);
            thread.setDaemon(true);
            return thread;
        }));
        server.createContext("/", exchange -> {
            try {
                TimeUnit.MILLISECONDS.sleep(10); // so that a crowd takes many
            } catch (InterruptedException e) {
                throw new IOException(e);
            }
            exchange.sendResponseHeaders(200, LINE.length);
            exchange.getResponseBody().write(LINE);
            exchange.close();
        });
        server.start();
        return server;
    }

    private static void serve(ServerSocket door) throws IOException {
        while (true) {
            Socket visitor = door.accept();
            KEPT.add(visitor);
            visitor.getInputStream().read();
            visitor.getOutputStream().write(1);
        }
    }

    private interface Work {
        void run() throws Exception;
    }

    private static void daemon(Work work) {
        Thread thread = new Thread(() -> {
            try {
                work.run();
            } catch (Exception e) {
                throw new AssertionError(e);
            }
        });
        thread.setDaemon(true);
        thread.start();
    }
}
