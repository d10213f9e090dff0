// SPDX-License-Identifier: Apache-2.0
// Copyright the Lastack authors
package io.github.lastack.it;

import java.io.BufferedReader;
import java.io.Closeable;
import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.security.KeyStore;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.locks.LockSupport;
import javax.net.ssl.KeyManagerFactory;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLSocket;
import javax.net.ssl.SSLSocketFactory;

/**
 * A server for one kind of client, in the JVM of the tests, so that the JVM under observation holds one end of each
 * connection and not both. It answers just enough for the client to go on.
 */
final class Backend implements Closeable {
    private static final String TEXT_COLUMN =
            "\0\001" + "setting\0" + "\0\0\0\0" + "\0\0" + "\0\0\0\031" // of type text
                    + "\377\377" + "\377\377\377\377" + "\0\0";

    private static final int TICKS = 100;
    private static final long BETWEEN_TICKS_NANOS = 2_000_000;

    /** One client's conversation; the connection is closed when this returns. */
    interface Conversation {
        void with(DataInputStream in, DataOutputStream out) throws IOException;
    }

    private final ServerSocket door = new ServerSocket(0, 0, InetAddress.getLoopbackAddress());
    private final SSLSocketFactory tls; // null for none
    private final Conversation conversation;
    private final List<Socket> clients = new ArrayList<>();
    private int served;

    private Backend(SSLSocketFactory tls, Conversation conversation) throws IOException {
        this.tls = tls;
        this.conversation = conversation;
        inBackground(this::accept);
    }

    static Backend of(Conversation conversation) throws IOException {
        return new Backend(null, conversation);
    }

    /** Over TLS, with that key; its connections end without TLS having taken its leave. */
    static Backend of(Path keyStore, String password, Conversation conversation) throws Exception {
        KeyStore keys = KeyStore.getInstance(keyStore.toFile(), password.toCharArray());
        KeyManagerFactory own = KeyManagerFactory.getInstance(KeyManagerFactory.getDefaultAlgorithm());
        own.init(keys, password.toCharArray());
        SSLContext context = SSLContext.getInstance("TLS");
        context.init(own.getKeyManagers(), null, null);
        return new Backend(context.getSocketFactory(), conversation);
    }

    int port() {
        return door.getLocalPort();
    }

    /** Waits until so many connections have been closed since the beginning. */
    synchronized void awaitServed(int connections) throws InterruptedException {
        while (served < connections) {
            wait();
        }
    }

    /** Closes all connections that clients have by now, as a server that is restarted does. */
    synchronized void drop() throws IOException {
        for (Socket client : clients) {
            client.close();
        }
        clients.clear();
    }

    @Override
    public void close() throws IOException {
        door.close();
        drop();
    }

    private static void inBackground(Runnable task) {
        Thread thread = new Thread(task, "backend");
        thread.setDaemon(true);
        thread.start();
    }

    private void accept() {
        while (true) {
            try {
                Socket client = door.accept();
                synchronized (this) {
                    clients.add(client);
                }
                inBackground(() -> serve(client));
            } catch (IOException closed) {
                return;
            }
        }
    }

    private void serve(Socket client) {
        try (client) {
            Socket spoken = spoken(client);
            conversation.with(
                    new DataInputStream(spoken.getInputStream()), new DataOutputStream(spoken.getOutputStream()));
        } catch (IOException left) {
            // The client has closed, or was dropped.
        }
        synchronized (this) {
            served++;
            notifyAll();
        }
    }

    private Socket spoken(Socket client) throws IOException {
        if (tls == null) {
            return client;
        }
        SSLSocket over =
                (SSLSocket) tls.createSocket(client, client.getInetAddress().getHostAddress(), client.getPort(), false);
        over.setUseClientMode(false);
        return over;
    }

    /** Answers each line with {@code ok}. */
    static void lines(DataInputStream in, DataOutputStream out) throws IOException {
        BufferedReader lines = new BufferedReader(new InputStreamReader(in, StandardCharsets.US_ASCII));
        while (lines.readLine() != null) {
            out.write(ascii("ok\n"));
        }
    }

    /** Answers one line with a hundred, in as many segments, and closes. */
    static void ticks(DataInputStream in, DataOutputStream out) throws IOException {
        while (in.readByte() != '\n') {
            // which ends the line
        }
        tick(out);
    }

    /** Writes a hundred lines, each of which is read alone. */
    static void tick(OutputStream out) throws IOException {
        for (int i = 0; i < TICKS; i++) {
            out.write(ascii("tick\n"));
            LockSupport.parkNanos(BETWEEN_TICKS_NANOS);
        }
    }

    /** Redis, which says {@code PONG} to a ping and {@code OK} to everything else. */
    static void redis(DataInputStream in, DataOutputStream out) throws IOException {
        BufferedReader lines = new BufferedReader(new InputStreamReader(in, StandardCharsets.US_ASCII));
        for (String count = lines.readLine(); count != null; count = lines.readLine()) {
            lines.readLine(); // how long the command's name is
            String command = lines.readLine();
            for (int i = 1; i < Integer.parseInt(count.substring(1)); i++) {
                lines.readLine();
                lines.readLine();
            }
            out.write(ascii(command.equals("PING") ? "+PONG\r\n" : "+OK\r\n"));
        }
    }

    /** PostgreSQL, whose every statement succeeds; only SHOW returns something, the setting {@code read committed}. */
    static void postgres(DataInputStream in, DataOutputStream out) throws IOException {
        awaitStartup(in, out);
        answer(out, 'R', "\0\0\0\0"); // authenticated
        answer(out, 'S', "server_version\0" + "9.6.0\0");
        answer(out, 'S', "client_encoding\0UTF8\0");
        answer(out, 'S', "standard_conforming_strings\0on\0");
        answer(out, 'Z', "I");
        boolean shows = false;
        for (int type = in.readUnsignedByte(); type != 'X'; type = in.readUnsignedByte()) {
            String body = new String(in.readNBytes(in.readInt() - Integer.BYTES), StandardCharsets.US_ASCII);
            switch (type) {
                case 'P' -> {
                    shows = body.contains("SHOW");
                    answer(out, '1', "");
                }
                case 'B' -> answer(out, '2', "");
                case 'C' -> answer(out, '3', "");
                case 'D' -> answer(out, shows ? 'T' : 'n', shows ? TEXT_COLUMN : "");
                case 'E' -> {
                    if (shows) {
                        answer(out, 'D', "\0\001" + "\0\0\0\016" + "read committed");
                    }
                    answer(out, 'C', "SET\0");
                }
                case 'Q' -> {
                    answer(out, 'C', "SET\0");
                    answer(out, 'Z', "I");
                }
                case 'S' -> answer(out, 'Z', "I");
                default -> throw new EOFException("message " + (char) type);
            }
        }
    }

    /** PostgreSQL, which lets nobody in. */
    static void postgresThatDenies(DataInputStream in, DataOutputStream out) throws IOException {
        awaitStartup(in, out);
        answer(out, 'E', "SFATAL\0C28P01\0Mpassword authentication failed\0\0");
    }

    private static void awaitStartup(DataInputStream in, DataOutputStream out) throws IOException {
        int version3 = 3 << 16;
        while (true) {
            int length = in.readInt();
            int code = in.readInt();
            in.skipNBytes(length - 2L * Integer.BYTES);
            if (code == version3) {
                return;
            }
            out.write('N'); // no encryption
        }
    }

    private static void answer(DataOutputStream out, char type, String body) throws IOException {
        out.write(type);
        out.writeInt(Integer.BYTES + body.length());
        out.writeBytes(body);
    }

    private static byte[] ascii(String text) {
        return text.getBytes(StandardCharsets.US_ASCII);
    }
}
