// SPDX-License-Identifier: Apache-2.0
// Copyright the Lastack authors
package io.github.lastack.it.host;

import io.github.lastack.samples.Inspection;
import java.io.IOException;
import java.io.InputStream;
import java.net.HttpURLConnection;
import java.net.URI;
import java.util.ArrayList;
import java.util.List;

/**
 * HttpURLConnection: {@code UrlConnections read} reads all of three pages, {@code missing} asks for three that are not,
 * {@code disconnect} reads twelve and disconnects after each.
 */
public final class UrlConnections {
    private static final int MANY = 12;
    private static final List<HttpURLConnection> FORGOTTEN = new ArrayList<>();

    public static void main(String[] args) throws Exception {
        String server = "http://127.0.0.1:" + JettyPages.serve();
        for (int i = 0; i < (args[0].equals("disconnect") ? MANY : 3); i++) {
            if (args[0].equals("disconnect")) {
                readOnce(server + "/");
            } else if (args[0].equals("read")) {
                read(server + "/");
            } else {
                status(server + "/missing");
            }
        }
        Inspection.untilInputEnds();
    }

    private static void read(String page) throws IOException {
        try (InputStream in = URI.create(page).toURL().openStream()) {
            while (in.read() != -1) {
                // all of it
            }
        }
    }

    private static void readOnce(String page) throws IOException {
        HttpURLConnection connection =
                (HttpURLConnection) URI.create(page).toURL().openConnection();
        InputStream in = connection.getInputStream();
        in.read(); // there is more
        connection.disconnect();
    }

    private static void status(String page) throws IOException {
        HttpURLConnection connection =
                (HttpURLConnection) URI.create(page).toURL().openConnection();
        System.out.println("status " + connection.getResponseCode());
        FORGOTTEN.add(connection); // missing: its error stream is read, or closed
    }
}
