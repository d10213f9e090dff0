// SPDX-License-Identifier: Apache-2.0
// Copyright the Lastack authors
package io.github.lastack.it.host;

import io.github.lastack.samples.Inspection;
import io.github.lastack.samples.LoopbackPeer;
import io.github.lastack.samples.PeerBehavior;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import org.apache.http.client.methods.CloseableHttpResponse;
import org.apache.http.client.methods.HttpGet;
import org.apache.http.impl.client.CloseableHttpClient;
import org.apache.http.impl.client.HttpClients;

/**
 * Apache HttpClient 4: responses that are neither read nor closed keep their connections, and the server closes them.
 */
public final class ForgottenResponse {
    private static final List<CloseableHttpResponse> FORGOTTEN = new ArrayList<>();

    public static void main(String[] args) throws IOException {
        CloseableHttpClient client = HttpClients.custom().setMaxConnPerRoute(3).build();
        try (LoopbackPeer peer = LoopbackPeer.start()) {
            int port = peer.listen(PeerBehavior.HTTP_THEN_CLOSE);
            for (int i = 0; i < 3; i++) {
                fetch(client, port);
            }
            peer.awaitClosed(port, 3);
            Inspection.untilInputEnds();
        }
    }

    private static void fetch(CloseableHttpClient client, int port) throws IOException {
        FORGOTTEN.add(client.execute(new HttpGet("http://127.0.0.1:" + port + "/")));
    }
}
