// SPDX-License-Identifier: Apache-2.0
// Copyright the Lastack authors
package io.github.lastack.it.host11;

import io.github.lastack.it.host.JettyPages;
import io.github.lastack.samples.Inspection;
import java.io.IOException;
import java.io.InputStream;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;

/**
 * The JDK's own client of HTTP: {@code JdkHttpClient HTTP_1_1|HTTP_2 send|sendAsync|unread}. Three requests, read or
 * never read.
 */
public final class JdkHttpClient {
    private static final List<HttpResponse<InputStream>> FORGOTTEN = new ArrayList<>();

    public static void main(String[] args) throws Exception {
        HttpClient client = HttpClient.newBuilder()
                .version(HttpClient.Version.valueOf(args[0]))
                .build();
        String server = "http://127.0.0.1:" + JettyPages.serve();
        for (int i = 0; i < 3; i++) {
            switch (args[1]) {
                case "send":
                    System.out.println(send(client, server + "/"));
                    break;
                case "sendAsync":
                    System.out.println(sendAsync(client, server + "/").join().body().length);
                    break;
                default:
                    forget(client, server + "/big");
                    break;
            }
        }
        Inspection.untilInputEnds();
    }

    private static int send(HttpClient client, String page) throws IOException, InterruptedException {
        return client.send(get(page), HttpResponse.BodyHandlers.ofByteArray()).body().length;
    }

    private static CompletableFuture<HttpResponse<byte[]>> sendAsync(HttpClient client, String page) {
        return client.sendAsync(get(page), HttpResponse.BodyHandlers.ofByteArray());
    }

    private static void forget(HttpClient client, String page) throws IOException, InterruptedException {
        FORGOTTEN.add(client.send(get(page), HttpResponse.BodyHandlers.ofInputStream()));
    }

    private static HttpRequest get(String page) {
        return HttpRequest.newBuilder(URI.create(page)).build();
    }
}
