// SPDX-License-Identifier: Apache-2.0
// Copyright the Lastack authors
package io.github.lastack.it.host;

import io.github.lastack.samples.Inspection;
import java.io.IOException;
import java.io.PrintWriter;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.nio.channels.Selector;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Random;

/**
 * Thousands of connections to itself, opened and ended in every way there is, by chance; then those that were left open
 * stand still until standard input ends.
 *
 * <p>Arguments: a seed, how many connections, and a file that tells what was done: {@link ConnectionLine#line}, a
 * line a connection that was tried, of one pair of ports in their order. The local port of one that was refused is 0.
 * Where segments are lost, two more: how many threads do that, each of which waits most of the time, and the only
 * address. The ends keep alive then: nobody sends a lost reset again.
 */
public final class ManyLives {
    /** Held on to until the end, and with them what they keep open. */
    private static final List<ManyLives> ALL = new ArrayList<>();

    private static final int WORKERS = 4;
    private static final int REFUSED_OF_1000 = 30;
    private static final int SELECTS_ONE_IN = 3;

    private final Random random;
    private final Selector clients = Selector.open();
    private final Selector servers = Selector.open();
    private final List<Door> doors = new ArrayList<>();
    private final List<InetSocketAddress> shutDoors = new ArrayList<>();
    private final Stage stage = new Stage();
    private final PrintWriter told;

    private final boolean keepsAlive;

    private ManyLives(long seed, PrintWriter told, List<InetAddress> loopbacks, boolean keepsAlive) throws IOException {
        this.random = new Random(seed);
        this.told = told;
        this.keepsAlive = keepsAlive;
        for (InetAddress at : loopbacks) {
            doors.add(Door.ofServerSocket(at));
            doors.add(Door.ofChannel(at, null));
            doors.add(Door.ofChannel(at, servers));
            doors.add(Door.ofAsynchronousChannel(at));
            shutDoors.add(refusing(at));
        }
    }

    public static void main(String[] args) throws Exception {
        long seed = Long.parseLong(args[0]);
        int connections = Integer.parseInt(args[1]);
        boolean lossy = args.length > 3;
        int workers = lossy ? Integer.parseInt(args[3]) : WORKERS;
        List<InetAddress> at = lossy ? Collections.singletonList(InetAddress.getByName(args[4])) : loopbacks();
        try (PrintWriter told = new PrintWriter(args[2], "UTF-8")) {
            List<Thread> threads = new ArrayList<>();
            for (int i = 0; i < workers; i++) {
                ManyLives lives = new ManyLives(seed + i, told, at, lossy);
                ALL.add(lives);
                threads.add(new Thread(() -> lives.live(connections / workers), "worker-" + i));
            }
            for (Thread thread : threads) {
                thread.setUncaughtExceptionHandler(ManyLives::fail);
                thread.start();
            }
            for (Thread thread : threads) {
                thread.join();
            }
        }
        Inspection.untilInputEnds();
    }

    private static void fail(Thread thread, Throwable thrown) {
        thrown.printStackTrace();
        System.exit(1);
    }

    /** IPv4 as it is where the JVM runs with that stack only, else mapped into IPv6, and IPv6. */
    private static List<InetAddress> loopbacks() throws IOException {
        List<InetAddress> loopbacks = new ArrayList<>();
        loopbacks.add(InetAddress.getByName("127.0.0.1"));
        if (!Boolean.getBoolean("java.net.preferIPv4Stack")) {
            loopbacks.add(InetAddress.getByName("::1"));
        }
        return loopbacks;
    }

    /** A port that nobody listens on, and nobody else can have while it is bound. */
    private InetSocketAddress refusing(InetAddress at) throws IOException {
        Socket bound = new Socket();
        bound.bind(new InetSocketAddress(at, 0));
        stage.keep(End.of(bound));
        return (InetSocketAddress) bound.getLocalSocketAddress();
    }

    private void live(int connections) {
        try {
            for (int i = 0; i < connections; i++) {
                Opening opening = any(Opening.values());
                if (random.nextInt(1000) < REFUSED_OF_1000) {
                    refused(opening, any(shutDoors.toArray(new InetSocketAddress[0])));
                } else {
                    connection(opening, any(doors.toArray(new Door[0])), ending());
                }
                stage.oneMore();
                if (random.nextInt(SELECTS_ONE_IN) == 0) {
                    select();
                }
            }
            stage.allThatIsLater();
            select();
        } catch (IOException e) {
            throw new IllegalStateException(e);
        }
    }

    /** What was closed while it was registered is let go of only now. */
    private void select() throws IOException {
        clients.selectNow();
        servers.selectNow();
    }

    private void connection(Opening opening, Door door, Ending ending) throws IOException {
        End client = opening.connect(door.address(), clients);
        End server = door.accept();
        if (keepsAlive) {
            client.keepAlive();
            server.keepAlive();
        }
        boolean clientFirst = random.nextBoolean();
        tell(opening + "/" + ending + (clientFirst ? "/client" : "/server"), client.localPort(), door.address());
        if (clientFirst) {
            ending.play(client, server, stage);
        } else {
            ending.play(server, client, stage);
        }
    }

    private void refused(Opening opening, InetSocketAddress to) {
        tell(opening + "/REFUSED", 0, to);
        try {
            opening.connect(to, clients);
            throw new IllegalStateException("somebody listens on " + to);
        } catch (IOException expected) {
            // nobody listens
        }
    }

    private void tell(String kind, int localPort, InetSocketAddress remote) {
        told.println(ConnectionLine.line(kind, localPort, remote));
    }

    private Ending ending() {
        int sum = 0;
        for (Ending ending : Ending.values()) {
            sum += ending.weight;
        }
        int drawn = random.nextInt(sum);
        for (Ending ending : Ending.values()) {
            drawn -= ending.weight;
            if (drawn < 0) {
                return ending;
            }
        }
        throw new IllegalStateException("the weights do not add up");
    }

    private <T> T any(T[] choices) {
        return choices[random.nextInt(choices.length)];
    }
}
