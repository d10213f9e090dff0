// SPDX-License-Identifier: Apache-2.0
// Copyright the Lastack authors
package io.github.lastack.agent.host;

import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.SocketTimeoutException;
import java.nio.ByteBuffer;
import java.nio.channels.ServerSocketChannel;
import java.nio.channels.SocketChannel;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;

/**
 * Opens a connection to itself, by {@code Socket} or {@code SocketChannel} at either end, and ends it in one of eight
 * ways, at random; some it keeps for a while. For one thread, which both ends belong to.
 */
final class Conversation {
    private static final InetAddress LOOPBACK = InetAddress.getLoopbackAddress();
    private static final int KEPT = 25;
    private static final int WAYS = 16;

    private final Random random;
    private final ServerSocket socketDoor = new ServerSocket(0, 50, LOOPBACK);
    private final ServerSocketChannel channelDoor = ServerSocketChannel.open();
    private final List<End> kept = new ArrayList<>(); // both ends of each, one after the other
    private long connected;
    private long accepted;
    private long closed;

    Conversation(Random random) throws IOException {
        this.random = random;
        channelDoor.bind(new InetSocketAddress(LOOPBACK, 0));
    }

    long connected() {
        return connected;
    }

    long accepted() {
        return accepted;
    }

    long closed() {
        return closed;
    }

    /** Returns how many ends are open. */
    long open() {
        return kept.size();
    }

    void once() throws IOException {
        boolean bySocket = random.nextBoolean();
        InetSocketAddress to =
                (InetSocketAddress) (bySocket ? socketDoor.getLocalSocketAddress() : channelDoor.getLocalAddress());
        End client = connect(to);
        kept.add(client);
        End server = bySocket ? new End(socketDoor.accept()) : new End(channelDoor.accept());
        accepted++;
        kept.add(server);
        if (random.nextBoolean()) {
            converse(client, server);
        } else {
            converse(server, client);
        }
        while (kept.size() > 2 * KEPT) {
            int oldest = 2 * random.nextInt(KEPT);
            kept.get(oldest + 1).close();
            kept.get(oldest).close();
        }
    }

    private End connect(InetSocketAddress to) throws IOException {
        End end;
        switch (random.nextInt(3)) {
            case 0:
                end = new End(new Socket(to.getAddress(), to.getPort()));
                break;
            case 1:
                end = new End(SocketChannel.open(to));
                break;
            default:
                SocketChannel channel = SocketChannel.open();
                channel.configureBlocking(false);
                boolean established = channel.connect(to);
                while (!established) {
                    established = channel.finishConnect();
                }
                channel.configureBlocking(true);
                end = new End(channel);
                break;
        }
        connected++;
        return end;
    }

    /** @param first the one that ends it */
    private void converse(End first, End second) throws IOException {
        switch (random.nextInt(WAYS)) {
            case 0:
                return; // kept
            case 1:
                first.reset();
                expect(second.isReset());
                break;
            case 2:
                expect(first.readsInVain());
                first.close();
                expect(second.read() == -1);
                break;
            case 3:
                second.write();
                first.close(); // with unread data
                break;
            case 4:
                first.shutdownOutput();
                expect(second.read() == -1);
                second.write();
                expect(first.read() == 1);
                second.close();
                expect(first.read() == -1);
                first.close();
                break;
            case 5:
                first.write();
                first.close();
                break;
            case 6:
                break; // nobody reads the end
            default:
                first.write();
                expect(second.read() == 1);
                second.write();
                expect(first.read() == 1);
                first.close();
                expect(second.read() == -1);
                break;
        }
        second.close();
        first.close();
    }

    /** Ends the connection in which a fault has happened. */
    void breakOff() {
        while (kept.size() % 2 != 0 || kept.size() > 2 * KEPT) {
            try {
                kept.get(kept.size() - 1).close();
            } catch (IOException e) {
                e.printStackTrace();
            }
        }
    }

    private static void expect(boolean fact) {
        if (!fact) {
            throw new AssertionError("not what the sockets are expected to do");
        }
    }

    /** One end, of either API. */
    private final class End {
        private final Socket socket;
        private final SocketChannel channel;
        private final ByteBuffer one = ByteBuffer.allocate(1);

        End(Socket socket) {
            this.socket = socket;
            this.channel = null;
        }

        End(SocketChannel channel) {
            this.socket = channel.socket();
            this.channel = channel;
        }

        void write() throws IOException {
            one.clear();
            if (channel == null) {
                socket.getOutputStream().write(one.array());
            } else {
                channel.write(one);
            }
        }

        /** Returns how many bytes came, one at most, or -1. */
        int read() throws IOException {
            one.clear();
            return channel == null ? socket.getInputStream().read(one.array()) : channel.read(one);
        }

        boolean readsInVain() throws IOException {
            socket.setSoTimeout(1);
            try {
                socket.getInputStream().read();
                return false;
            } catch (SocketTimeoutException expected) {
                return true;
            }
        }

        void reset() throws IOException {
            socket.setSoLinger(true, 0);
            close();
        }

        boolean isReset() {
            try {
                read();
                return false;
            } catch (IOException expected) {
                return true;
            }
        }

        void shutdownOutput() throws IOException {
            socket.shutdownOutput();
        }

        /** Closes the end, once; counted when it begins. */
        void close() throws IOException {
            if (!kept.remove(this)) {
                return;
            }
            closed++;
            if (channel == null) {
                socket.close();
            } else {
                channel.close();
            }
        }
    }
}
