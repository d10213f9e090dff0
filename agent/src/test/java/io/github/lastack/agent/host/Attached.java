// SPDX-License-Identifier: Apache-2.0
// Copyright the Lastack authors
package io.github.lastack.agent.host;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.lang.ref.WeakReference;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.channels.SelectionKey;
import java.nio.channels.Selector;
import java.nio.channels.ServerSocketChannel;
import java.nio.channels.SocketChannel;
import java.util.ArrayList;
import java.util.List;

/**
 * A server with a selector, to whose keys it attaches sessions of its own, of a class that a loader of its own has
 * defined, and other things. Prints {@code NAME PORT}, the client's, of each connection, then {@code ready}. Of lines
 * on stdin {@code more} has one connection more made; {@code end} is answered once the connection of that loader and
 * all that belongs to it is closed and collected. Each is answered by {@code done LINE}.
 */
public final class Attached {
    private static final int COLLECTIONS = 100;

    private final List<Object> kept = new ArrayList<>();
    private final Selector selector = Selector.open();
    private final ServerSocketChannel door =
            ServerSocketChannel.open().bind(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0));

    private Attached() throws IOException {}

    public static void main(String[] args) throws Exception {
        Attached server = new Attached();
        server.door.configureBlocking(false);
        server.door.register(server.selector, SelectionKey.OP_ACCEPT, new Session());
        server.accept("session").attach(new Session());
        server.accept("lambda").attach((Runnable) server.selector::wakeup);
        server.accept("nothing");
        SelectionKey moved = server.accept("moved");
        moved.attach(new Object());
        moved.cancel();
        server.selector.selectNow();
        ((SocketChannel) moved.channel()).register(server.selector, SelectionKey.OP_READ, new Session());
        SocketChannel client = server.connect("client");
        server.kept.add(server.accepted());
        client.configureBlocking(false);
        client.register(server.selector, 0, new Session[0]);
        List<WeakReference<Object>> passing = server.passing();
        System.out.println("ready");
        BufferedReader in = new BufferedReader(new InputStreamReader(System.in));
        for (String line = in.readLine(); line != null; line = in.readLine()) {
            if (line.equals("more")) {
                server.accept("more").attach(new Session());
            } else {
                server.endPassing(passing);
            }
            System.out.println("done " + line);
        }
        if (server.kept.isEmpty()) {
            throw new AssertionError("they have to be open");
        }
    }

    private SocketChannel connect(String name) throws IOException {
        SocketChannel client = SocketChannel.open(door.getLocalAddress());
        kept.add(client);
        System.out.println(name + " " + ((InetSocketAddress) client.getLocalAddress()).getPort());
        return client;
    }

    private SocketChannel accepted() throws IOException {
        for (; ; ) {
            SocketChannel accepted = door.accept();
            if (accepted != null) {
                return accepted;
            }
        }
    }

    private SelectionKey accept(String name) throws IOException {
        connect(name);
        SocketChannel accepted = accepted();
        accepted.configureBlocking(false);
        return accepted.register(selector, SelectionKey.OP_READ);
    }

    private List<WeakReference<Object>> passing() throws Exception {
        ClassLoader loader = new SessionLoader();
        Object session = loader.loadClass(Session.class.getName())
                .getDeclaredConstructor()
                .newInstance();
        SelectionKey key = accept("passing");
        key.attach(session);
        List<WeakReference<Object>> passing = new ArrayList<>();
        for (Object each : new Object[] {key.channel(), key, session, loader}) {
            passing.add(new WeakReference<>(each));
        }
        return passing;
    }

    private void endPassing(List<WeakReference<Object>> passing) throws Exception {
        SocketChannel channel = (SocketChannel) passing.get(0).get();
        if (channel != null) {
            channel.close();
            channel = null;
        }
        for (int i = 0; i < COLLECTIONS && passing.stream().anyMatch(each -> each.get() != null); i++) {
            selector.selectNow(); // which lets go of the key
            System.gc();
            Thread.sleep(10);
        }
        for (WeakReference<Object> each : passing) {
            if (each.get() != null) {
                throw new AssertionError("kept: " + each.get().getClass());
            }
        }
    }

    /** The application's object for a connection: nothing else may call it. */
    public static final class Session {
        @Override
        public boolean equals(Object other) {
            throw new AssertionError("called");
        }

        @Override
        public int hashCode() {
            throw new AssertionError("called");
        }

        @Override
        public String toString() {
            throw new AssertionError("called");
        }
    }

    /** Defines the session itself, as the loader of a web application does. */
    private static final class SessionLoader extends ClassLoader {
        SessionLoader() {
            super(Attached.class.getClassLoader());
        }

        @Override
        protected Class<?> loadClass(String name, boolean resolve) throws ClassNotFoundException {
            return name.equals(Session.class.getName()) ? define(name) : super.loadClass(name, resolve);
        }

        private Class<?> define(String name) throws ClassNotFoundException {
            byte[] classFile = new byte[1 << 14];
            int length = 0;
            try (InputStream in = getResourceAsStream(name.replace('.', '/') + ".class")) {
                for (int n = 0; n >= 0; n = in.read(classFile, length, classFile.length - length)) {
                    length += n;
                }
            } catch (IOException e) {
                throw new ClassNotFoundException(name, e);
            }
            return defineClass(name, classFile, 0, length);
        }
    }
}
