// SPDX-License-Identifier: Apache-2.0
// Copyright the Lastack authors
package io.github.lastack.agent.host;

import java.io.FileInputStream;
import java.io.InputStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
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
 * Opens and ends connections with TLS: {@code Tls KEYSTORE PROTOCOL,PROTOCOL...}; the password is {@link #PASSWORD}.
 */
public final class Tls {
    public static final String PASSWORD = "lastack";

    private static final InetAddress LOOPBACK = InetAddress.getLoopbackAddress();

    private final SceneOutput stage;
    private final SSLContext context;
    private final String[] protocols;

    private Tls(SSLContext context, String protocol) {
        this.stage = new SceneOutput(protocol + "/", false);
        this.context = context;
        this.protocols = new String[] {protocol};
    }

    public static void main(String[] args) throws Exception {
        List<Tls> played = new ArrayList<>();
        for (String protocol : args[1].split(",")) {
            played.add(play(contextOf(args[0]), protocol));
        }
        for (Tls tls : played) {
            tls.stage.end(); // at last, so that no port comes twice
        }
    }

    private static Tls play(SSLContext context, String protocol) throws Exception {
        Tls tls = new Tls(context, protocol);
        tls.play("direct", true, Tls::peerCloses);
        tls.play("layeredAndClosed", false, Tls::peerCloses);
        tls.play("closedFirst", true, Tls::thisSideCloses);
        tls.play("layeredAndKept", null, Tls::onlyTlsCloses);
        tls.play("truncated", true, Tls::peerVanishes);
        tls.play("outputShut", true, Tls::outputShut);
        TlsEngine.play(tls.stage, context, protocol, true);
        TlsEngine.play(tls.stage, context, protocol, false);
        return tls;
    }

    static SSLContext contextOf(String keyStore) throws Exception {
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

    /** Both ends; the server's is always layered. */
    private static final class BothEnds {
        Socket under;
        SSLSocket client;
        Socket serverUnder;
        SSLSocket server;
        InputStream clientIn; // an SSLSocket whose end was read gives none
        InputStream serverIn;
    }

    private interface Scene {
        void play(BothEnds ends) throws Exception;
    }

    /** @param direct null for a layered socket that leaves the one below open */
    private void play(String name, Boolean direct, Scene scene) throws Exception {
        System.out.println(name);
        ServerSocket door = stage.keep(new ServerSocket(0, 5, LOOPBACK));
        stage.scene(name, (InetSocketAddress) door.getLocalSocketAddress());
        BothEnds ends = new BothEnds();
        FutureTask<Integer> accepting = new FutureTask<>(() -> {
            ends.serverUnder = door.accept();
            ends.server = (SSLSocket) context.getSocketFactory()
                    .createSocket(ends.serverUnder, LOOPBACK.getHostAddress(), door.getLocalPort(), true);
            ends.server.setUseClientMode(false);
            ends.server.setEnabledProtocols(protocols);
            ends.serverIn = ends.server.getInputStream();
            return ends.serverIn.read();
        });
        new Thread(accepting).start();
        if (Boolean.TRUE.equals(direct)) {
            ends.client = (SSLSocket) context.getSocketFactory().createSocket(LOOPBACK, door.getLocalPort());
        } else {
            ends.under = new Socket(LOOPBACK, door.getLocalPort());
            ends.client = (SSLSocket) context.getSocketFactory()
                    .createSocket(ends.under, LOOPBACK.getHostAddress(), door.getLocalPort(), direct != null);
        }
        ends.client.setEnabledProtocols(protocols);
        ends.clientIn = ends.client.getInputStream();
        ends.client.getOutputStream().write(5);
        SceneOutput.tell("server's read", accepting::get);
        ends.server.getOutputStream().write(6);
        SceneOutput.tell("client's read", ends.clientIn::read);
        SceneOutput.tell("protocol", ends.client.getSession()::getProtocol);
        scene.play(ends);
    }

    private static void peerCloses(BothEnds ends) throws Exception {
        ends.server.close();
        SceneOutput.tell("end", ends.clientIn::read);
        SceneOutput.tell("end again", ends.clientIn::read);
        ends.client.close();
        SceneOutput.tell("closed below", () -> ends.under == null || ends.under.isClosed());
    }

    private static void thisSideCloses(BothEnds ends) throws Exception {
        ends.client.close();
        SceneOutput.tell("end", ends.serverIn::read);
        ends.server.close();
    }

    /** Closes TLS only. With TLS 1.2 such a close waits for the peer's close_notify. */
    private static void onlyTlsCloses(BothEnds ends) throws Exception {
        FutureTask<Integer> reading = new FutureTask<>(ends.serverIn::read);
        new Thread(reading).start();
        ends.client.close();
        SceneOutput.tell("closed below", ends.under::isClosed);
        SceneOutput.tell("end", reading::get);
        ends.server.close();
        ends.under.close();
    }

    /** Ends the connection by a FIN without close_notify. */
    private static void peerVanishes(BothEnds ends) throws Exception {
        ends.serverUnder.close();
        SceneOutput.tell("end", ends.clientIn::read);
        ends.client.close();
    }

    /** Shuts the output down, which an SSLSocket cannot do until JDK 11. */
    private static void outputShut(BothEnds ends) throws Exception {
        SceneOutput.tell("shut", () -> {
            ends.client.shutdownOutput();
            return "shut";
        });
        ends.client.setSoTimeout(30_000);
        FutureTask<Integer> reading = new FutureTask<>(ends.serverIn::read);
        if (ends.client.isOutputShutdown()) {
            new Thread(reading).start();
            SceneOutput.tell("server's end", reading::get);
        }
        ends.server.close();
        SceneOutput.tell("client's end", ends.clientIn::read);
        ends.client.close();
    }
}
