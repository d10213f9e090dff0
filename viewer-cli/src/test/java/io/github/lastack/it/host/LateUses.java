// SPDX-License-Identifier: Apache-2.0
// Copyright the Lastack authors
package io.github.lastack.it.host;

import static java.nio.charset.StandardCharsets.US_ASCII;

import io.github.lastack.samples.Inspection;
import java.io.FileInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.net.SocketTimeoutException;
import java.nio.channels.FileChannel;
import java.nio.channels.SocketChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.security.KeyStore;
import javax.net.ssl.SSLContext;
import javax.net.ssl.TrustManagerFactory;

/**
 * Opens connections, and uses each once more when the agent has come: {@code LateUses PORT TLS-PORT KEYSTORE PASSWORD}.
 */
public final class LateUses {
    private static final InetAddress LOOPBACK = InetAddress.getLoopbackAddress();

    private static final int SHORT_MILLIS = 10;
    private static final int LONG_MILLIS = 60_000;

    private LateUses() {}

    public static void main(String[] args) throws Exception {
        int port = Integer.parseInt(args[0]);
        SocketChannel sent = SocketChannel.open(new InetSocketAddress(LOOPBACK, port));
        SocketChannel adapted = SocketChannel.open(new InetSocketAddress(LOOPBACK, port));
        Socket answered = new Socket(LOOPBACK, port);
        Socket unanswered = new Socket(LOOPBACK, port);
        Socket encrypted =
                context(args[2], args[3]).getSocketFactory().createSocket(LOOPBACK, Integer.parseInt(args[1]));
        encrypted.getOutputStream().write("hello\n".getBytes(US_ASCII));
        encrypted.getInputStream().read(new byte[100]);

        Cue.await("opened");
        sendFile(sent);
        throughTheAdaptor(adapted.socket());
        ask(answered);
        waitInVain(unanswered);
        encrypt(encrypted);

        Cue.await("used");
        Inspection.untilInputEnds();
        System.exit(
                sent.isOpen()
                                && adapted.isOpen()
                                && !answered.isClosed()
                                && !unanswered.isClosed()
                                && !encrypted.isClosed()
                        ? 0
                        : 1);
    }

    private static void sendFile(SocketChannel channel) throws IOException {
        Path file = Files.createTempFile("report", ".txt");
        Files.write(file, new byte[100]);
        try (FileChannel report = FileChannel.open(file, StandardOpenOption.READ)) {
            report.transferTo(0, report.size(), channel);
        } finally {
            Files.delete(file);
        }
    }

    private static void throughTheAdaptor(Socket adaptor) throws IOException {
        adaptor.getOutputStream().write("hello\n".getBytes(US_ASCII));
        adaptor.getInputStream().read(new byte[100]);
    }

    private static void ask(Socket socket) throws IOException {
        socket.setSoTimeout(LONG_MILLIS);
        socket.getOutputStream().write("hello\n".getBytes(US_ASCII));
        socket.getInputStream().read(new byte[100]);
    }

    private static void waitInVain(Socket socket) throws IOException {
        socket.setSoTimeout(SHORT_MILLIS);
        try {
            socket.getInputStream().read();
            throw new IllegalStateException("the server speaks first");
        } catch (SocketTimeoutException expected) {
            // It says nothing.
        }
    }

    private static void encrypt(Socket socket) throws IOException {
        socket.getOutputStream().write("hello\n".getBytes(US_ASCII));
        socket.getInputStream().read(new byte[100]);
    }

    private static SSLContext context(String keyStore, String password) throws Exception {
        KeyStore keys = KeyStore.getInstance("PKCS12");
        try (InputStream in = new FileInputStream(keyStore)) {
            keys.load(in, password.toCharArray());
        }
        TrustManagerFactory trusted = TrustManagerFactory.getInstance(TrustManagerFactory.getDefaultAlgorithm());
        trusted.init(keys);
        SSLContext context = SSLContext.getInstance("TLS");
        context.init(null, trusted.getTrustManagers(), null);
        return context;
    }
}
