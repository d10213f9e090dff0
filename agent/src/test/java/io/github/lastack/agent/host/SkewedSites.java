// SPDX-License-Identifier: Apache-2.0
// Copyright the Lastack authors
package io.github.lastack.agent.host;

import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.util.Random;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicIntegerArray;

/**
 * Opens and closes connections as fast as it can, 90, 9, 0.9 and 0.1 % of them at one of four sites each: {@code
 * SkewedSites COUNT THREADS SEED}. Prints {@code site NUMBER COUNT} of each and {@code opened}, and ends with stdin.
 */
public final class SkewedSites {
    public static final int SITES = 4;

    private static final InetAddress LOOPBACK = InetAddress.getLoopbackAddress();

    private final AtomicIntegerArray opened = new AtomicIntegerArray(SITES);
    private final AtomicInteger left;

    private SkewedSites(int count) {
        this.left = new AtomicInteger(count);
    }

    public static void main(String[] args) throws Exception {
        SkewedSites host = new SkewedSites(Integer.parseInt(args[0]));
        Thread[] threads = new Thread[Integer.parseInt(args[1])];
        for (int i = 0; i < threads.length; i++) {
            Random random = new Random(Long.parseLong(args[2]) * threads.length + i);
            threads[i] = new Thread(() -> host.open(random));
            threads[i].start();
        }
        for (Thread thread : threads) {
            thread.join();
        }
        for (int site = 0; site < SITES; site++) {
            System.out.println("site " + site + " " + host.opened.get(site));
        }
        System.out.println("opened");
        if (System.in.read() >= 0) {
            throw new AssertionError("nothing is said to this host");
        }
    }

    private void open(Random random) {
        try (ServerSocket server = new ServerSocket(0, 0, LOOPBACK)) {
            while (left.getAndDecrement() > 0) {
                int thousandth = random.nextInt(1_000);
                int site = thousandth < 900 ? 0 : thousandth < 990 ? 1 : thousandth < 999 ? 2 : 3;
                Socket client = open(site, server.getLocalPort());
                Socket accepted = server.accept();
                accepted.setSoLinger(true, 0); // no TIME_WAIT, so that there are ports for all
                accepted.close();
                client.close();
                opened.incrementAndGet(site);
            }
        } catch (IOException e) {
            e.printStackTrace();
            System.exit(1);
        }
    }

    private static Socket open(int site, int port) throws IOException {
        switch (site) {
            case 0:
                return site0(port);
            case 1:
                return site1(port);
            case 2:
                return site2(port);
            default:
                return site3(port);
        }
    }

    private static Socket site0(int port) throws IOException {
        return new Socket(LOOPBACK, port);
    }

    private static Socket site1(int port) throws IOException {
        return new Socket(LOOPBACK, port);
    }

    private static Socket site2(int port) throws IOException {
        return new Socket(LOOPBACK, port);
    }

    private static Socket site3(int port) throws IOException {
        return new Socket(LOOPBACK, port);
    }
}
