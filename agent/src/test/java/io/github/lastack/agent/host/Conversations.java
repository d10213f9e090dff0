// SPDX-License-Identifier: Apache-2.0
// Copyright the Lastack authors
package io.github.lastack.agent.host;

import java.io.Closeable;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;

/**
 * Plays every short life of a connection, both ends in this JVM, through each API at each address: {@code Conversations
 * API,API... ADDRESS,ADDRESS...}. For each it prints {@code API/ADDRESS/NAME} and the port of the door at which it was
 * played.
 */
public final class Conversations {
    private final String place;
    private final Api api;
    private final InetAddress address;

    /** Kept open to the end, so that no port comes twice. */
    private final List<Closeable> doors;

    private Conversations(String api, String address, List<Closeable> doors) throws IOException {
        this.place = api + "/" + address + "/";
        this.api = api(api);
        this.address = InetAddress.getByName(address);
        this.doors = doors;
    }

    public static void main(String[] args) throws IOException {
        List<Closeable> doors = new ArrayList<>();
        for (String api : args[0].split(",")) {
            for (String address : args[1].split(",")) {
                play(new Conversations(api, address, doors));
            }
        }
        for (Closeable door : doors) {
            door.close();
        }
    }

    private static void play(Conversations conversations) throws IOException {
        conversations.play("peerCloses", Conversations::peerCloses);
        conversations.play("clientCloses", Conversations::clientCloses);
        conversations.play("halfCloses", Conversations::halfCloses);
        conversations.play("inputShut", Conversations::inputShut);
        conversations.play("unreadData", Conversations::unreadData);
        if (!(conversations.api instanceof AsyncApi)) { // which has no SO_LINGER
            conversations.play("readOfReset", Conversations::readOfReset);
            conversations.play("writeToReset", Conversations::writeToReset);
        }
        conversations.playRefused();
        conversations.playTimeout();
        if (conversations.api instanceof SelectorApi) {
            conversations.playSlow((SelectorApi) conversations.api);
        }
    }

    private static Api api(String name) {
        switch (name) {
            case "Socket":
                return new SocketApi();
            case "Channel":
                return new ChannelApi();
            case "Adaptor":
                return new AdaptorApi();
            case "Async":
                return new AsyncApi();
            case "Selector":
                return new SelectorApi();
            default:
                throw new IllegalArgumentException(name);
        }
    }

    private interface Conversation {
        void hold(ConnectionEnd client, ConnectionEnd server) throws IOException;
    }

    private void play(String name, Conversation conversation) throws IOException {
        Api.Door door = kept(api.listen(address, 0));
        say(name, door.address());
        ConnectionEnd client = api.connect(door.address());
        conversation.hold(client, door.accept());
    }

    private static void peerCloses(ConnectionEnd client, ConnectionEnd server) throws IOException {
        server.close();
        check(client.read() == -1);
        check(client.read() == -1);
        client.close();
        client.close();
    }

    private static void clientCloses(ConnectionEnd client, ConnectionEnd server) throws IOException {
        client.write(1);
        check(server.read() == 1);
        client.close();
        check(server.read() == -1);
        server.close();
    }

    private static void halfCloses(ConnectionEnd client, ConnectionEnd server) throws IOException {
        client.shutdownOutput();
        check(server.read() == -1);
        server.write(1);
        server.close();
        check(client.read() == 1);
        check(client.read() == -1);
        client.close();
    }

    private static void inputShut(ConnectionEnd client, ConnectionEnd server) throws IOException {
        client.shutdownInput();
        client.close();
        check(server.read() == -1);
        server.close();
    }

    private static void unreadData(ConnectionEnd client, ConnectionEnd server) throws IOException {
        server.write(1);
        server.write(2);
        check(client.read() == 1);
        client.close();
        server.close();
    }

    private static void readOfReset(ConnectionEnd client, ConnectionEnd server) throws IOException {
        server.resetOnClose();
        server.close();
        fails(client::read);
        client.close();
    }

    private static void writeToReset(ConnectionEnd client, ConnectionEnd server) throws IOException {
        server.resetOnClose();
        server.close();
        fails(() -> {
            for (int i = 0; i < 1000; i++) {
                client.write(i);
            }
            return null;
        });
        client.close();
    }

    private void playRefused() throws IOException {
        Api.Door door = api.listen(address, 0);
        InetSocketAddress closed = door.address();
        say("refused", closed);
        door.close();
        fails(() -> api.connect(closed));
        keepPort(closed);
    }

    private void playTimeout() throws IOException {
        FullAcceptQueue full = kept(new FullAcceptQueue(address));
        say("timeout", full.address());
        fails(() -> api.connect(full.address(), 100));
    }

    private void playSlow(SelectorApi selecting) throws IOException {
        FullAcceptQueue full = kept(new FullAcceptQueue(address));
        say("slow", full.address());
        SelectorApi.SelectorLink slow = selecting.begin(full.address());
        full.letIn();
        check(slow.finish(30_000));
        slow.close();

        full = kept(new FullAcceptQueue(address));
        say("givenUp", full.address());
        selecting.begin(full.address()).close();

        full = new FullAcceptQueue(address);
        say("slowlyRefused", full.address());
        SelectorApi.SelectorLink refused = selecting.begin(full.address());
        InetSocketAddress closed = full.address();
        full.close();
        fails(() -> refused.finish(30_000));
        keepPort(closed);
    }

    /** Keeps the port, so that no other conversation gets it. */
    private void keepPort(InetSocketAddress door) throws IOException {
        kept(api.listen(address, door.getPort()));
    }

    private <T extends Closeable> T kept(T door) {
        doors.add(door);
        return door;
    }

    private static void fails(Callable<?> call) {
        try {
            call.call();
        } catch (IOException expected) {
            return;
        } catch (Exception e) {
            throw new IllegalStateException(e);
        }
        check(false);
    }

    private static void check(boolean fact) {
        if (!fact) {
            throw new AssertionError("not what the sockets are expected to do");
        }
    }

    private void say(String name, InetSocketAddress door) {
        System.out.println(place + name + " " + door.getPort());
    }
}
