// SPDX-License-Identifier: Apache-2.0
// Copyright the Lastack authors
package io.github.lastack.it.host;

import io.github.lastack.samples.Inspection;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import org.apache.http.client.methods.CloseableHttpResponse;
import org.apache.http.client.methods.HttpGet;
import org.apache.http.impl.client.CloseableHttpClient;
import org.apache.http.impl.client.HttpClients;

/** Started from inside an archive, with Apache HttpClient in it as well: {@code PackedApplication PORT}. */
public final class PackedApplication {
    private static final List<CloseableHttpResponse> FORGOTTEN = new ArrayList<>();

    public static void main(String[] args) throws IOException {
        CloseableHttpClient client = HttpClients.custom().setMaxConnPerRoute(3).build();
        for (int i = 0; i < 3; i++) {
            fetch(client, args[0]);
        }
        Inspection.untilInputEnds();
    }

    private static void fetch(CloseableHttpClient client, String port) throws IOException {
        FORGOTTEN.add(client.execute(new HttpGet("http://127.0.0.1:" + port + "/")));
    }
}
