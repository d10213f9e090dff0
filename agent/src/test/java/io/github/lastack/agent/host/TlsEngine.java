// SPDX-License-Identifier: Apache-2.0
// Copyright the Lastack authors
package io.github.lastack.agent.host;

import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.ByteBuffer;
import java.nio.channels.ServerSocketChannel;
import java.nio.channels.SocketChannel;
import java.util.concurrent.FutureTask;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLEngine;
import javax.net.ssl.SSLEngineResult;
import javax.net.ssl.SSLEngineResult.HandshakeStatus;

/** One end of a connection with TLS by an SSLEngine over a channel. */
final class TlsEngine {
    private final SSLEngine engine;
    private final SocketChannel channel;
    private final ByteBuffer fromNet;
    private final ByteBuffer toNet;
    private final ByteBuffer plain;

    private TlsEngine(SSLEngine engine, SocketChannel channel) {
        this.engine = engine;
        this.channel = channel;
        this.fromNet = ByteBuffer.allocate(engine.getSession().getPacketBufferSize());
        this.toNet = ByteBuffer.allocate(engine.getSession().getPacketBufferSize());
        this.plain = ByteBuffer.allocate(engine.getSession().getApplicationBufferSize());
        fromNet.flip();
    }

    static void play(SceneOutput stage, SSLContext context, String protocol, boolean blocking) throws Exception {
        String name = blocking ? "engineBlocking" : "engineNonBlocking";
        System.out.println(name);
        ServerSocketChannel door = stage.keep(ServerSocketChannel.open());
        door.bind(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0));
        stage.scene(name, (InetSocketAddress) door.getLocalAddress());
        SocketChannel channel = SocketChannel.open(door.getLocalAddress());
        TlsEngine client = over(channel, context, protocol, true, blocking);
        TlsEngine server = over(door.accept(), context, protocol, false, blocking);
        FutureTask<Integer> reading = new FutureTask<>(server::read);
        new Thread(reading).start();
        client.write();
        SceneOutput.tell("server's read", reading::get);
        server.write();
        SceneOutput.tell("client's read", client::read);
        server.close();
        SceneOutput.tell("end", client::read);
        SceneOutput.tell("end of channel", () -> client.fill());
        client.close();
    }

    private static TlsEngine over(
            SocketChannel channel, SSLContext context, String protocol, boolean client, boolean blocking)
            throws IOException {
        channel.configureBlocking(blocking);
        SSLEngine engine = context.createSSLEngine();
        engine.setUseClientMode(client);
        engine.setEnabledProtocols(new String[] {protocol});
        return new TlsEngine(engine, channel);
    }

    /** Returns how many of the application's bytes were read, or -1 after close_notify. */
    private int read() throws IOException {
        while (true) {
            plain.clear();
            SSLEngineResult result = engine.unwrap(fromNet, plain);
            if (result.getStatus() == SSLEngineResult.Status.CLOSED) {
                return -1;
            }
            if (plain.position() > 0) {
                return plain.position();
            }
            if (!handshakeGoesOn(result)) {
                fill();
            }
        }
    }

    private void write() throws IOException {
        ByteBuffer one = ByteBuffer.allocate(1);
        while (one.hasRemaining()) {
            SSLEngineResult result = wrap(one);
            if (engine.getHandshakeStatus() == HandshakeStatus.NEED_UNWRAP) {
                unwrapHandshake();
            } else {
                handshakeGoesOn(result);
            }
        }
    }

    private void unwrapHandshake() throws IOException {
        SSLEngineResult result = engine.unwrap(fromNet, plain);
        if (!handshakeGoesOn(result) && result.getStatus() == SSLEngineResult.Status.BUFFER_UNDERFLOW) {
            fill();
        }
    }

    /** Returns whether there may be more to do without reading. */
    private boolean handshakeGoesOn(SSLEngineResult result) throws IOException {
        HandshakeStatus status = engine.getHandshakeStatus();
        if (status == HandshakeStatus.NEED_TASK) {
            for (Runnable task = engine.getDelegatedTask(); task != null; task = engine.getDelegatedTask()) {
                task.run();
            }
            return true;
        }
        if (status == HandshakeStatus.NEED_WRAP) {
            wrap(ByteBuffer.allocate(0));
            return true;
        }
        return result.getStatus() == SSLEngineResult.Status.OK && result.bytesConsumed() > 0;
    }

    private SSLEngineResult wrap(ByteBuffer data) throws IOException {
        toNet.clear();
        SSLEngineResult result = engine.wrap(data, toNet);
        toNet.flip();
        while (toNet.hasRemaining()) {
            channel.write(toNet);
        }
        return result;
    }

    /** Reads from the channel; a channel that does not block is asked until something has come. */
    private int fill() throws IOException {
        fromNet.compact();
        int count = channel.read(fromNet);
        while (count == 0) {
            Thread.yield();
            count = channel.read(fromNet);
        }
        fromNet.flip();
        return count;
    }

    private void close() throws IOException {
        engine.closeOutbound();
        while (!engine.isOutboundDone()) {
            wrap(ByteBuffer.allocate(0));
        }
        channel.close();
    }
}
