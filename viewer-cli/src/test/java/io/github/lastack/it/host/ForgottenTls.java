// SPDX-License-Identifier: Apache-2.0
// Copyright the Lastack authors
package io.github.lastack.it.host;

import java.io.FileInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.security.KeyStore;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.FutureTask;
import javax.net.ssl.KeyManagerFactory;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLSocket;
import javax.net.ssl.TrustManagerFactory;

/**
 * Reads to the end of three connections with TLS and closes none:
 * {@code ForgottenTls KEYSTORE PROTOCOL closes|vanishes}, by what the peer does: it takes its leave with close_notify,
 * or only closes the connection below.
 */
public final class ForgottenTls {
    public static final String PASSWORD = "lastack";

    private static final List<SSLSocket> FORGOTTEN = new ArrayList<>();

    private final SSLContext context;
    private final String[] protocols;
    private final boolean peerVanishes;

    private ForgottenTls(SSLContext context, String protocol, boolean peerVanishes) {
        this.context = context;
        this.protocols = new String[] {protocol};
        this.peerVanishes = peerVanishes;
    }

    public static void main(String[] args) throws Exception {
        ForgottenTls tls = new ForgottenTls(contextOf(args[0]), args[1], args[2].equals("vanishes"));
        try (ServerSocket door = new ServerSocket(0, 5, InetAddress.getLoopbackAddress())) {
            for (int i = 0; i < 3; i++) {
                FutureTask<Void> serving = new FutureTask<>(() -> tls.serve(door));
                new Thread(serving).start();
                FORGOTTEN.add(tls.fetch(door.getLocalPort(), serving));
            }
        }
        System.out.println("ready");
        while (System.in.read() >= 0) {
            Thread.yield();
        }
    }

    private Void serve(ServerSocket door) throws IOException {
        Socket under = door.accept();
        SSLSocket server = (SSLSocket) context.getSocketFactory()
                .createSocket(under, under.getInetAddress().getHostAddress(), under.getPort(), true);
        server.setUseClientMode(false);
        server.setEnabledProtocols(protocols);
        server.getInputStream().read();
        server.getOutputStream().write(1);
        (peerVanishes ? under : server).close();
        return null;
    }

    private SSLSocket fetch(int port, FutureTask<Void> serving) throws Exception {
        SSLSocket client = (SSLSocket) context.getSocketFactory().createSocket(InetAddress.getLoopbackAddress(), port);
        client.setEnabledProtocols(protocols);
        client.getOutputStream().write(1);
        InputStream in = client.getInputStream();
        in.read();
        serving.get();
        readEnd(in);
        return client;
    }

    private void readEnd(InputStream in) throws IOException {
        try {
            if (in.read() != -1) {
                throw new IllegalStateException("no end");
            }
        } catch (IOException truncated) {
            if (!peerVanishes) {
                throw truncated;
            }
        }
    }

    private static SSLContext contextOf(String keyStore) throws Exception {
        KeyStore keys = KeyStore.getInstance("PKCS12");
        try (InputStream in = new FileInputStream(keyStore)) {
            keys.load(in, PASSWORD.toCharArray());
        }
        KeyManagerFactory own = KeyManagerFactory.getInstance(KeyManagerFactory.getDefaultAlgorithm());
        own.init(keys, PASSWORD.toCharArray());
        TrustManagerFactory trusted = TrustManagerFactory.getInstance(TrustManagerFactory.getDefaultAlgorithm());
        trusted.init(keys);
        SSLContext context = SSLContext.getInstance("TLS");
        context.init(own.getKeyManagers(), trusted.getTrustManagers(), null);
        return context;
    }
}
