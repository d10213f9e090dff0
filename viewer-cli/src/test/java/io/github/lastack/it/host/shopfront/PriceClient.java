// SPDX-License-Identifier: Apache-2.0
// Copyright the Lastack authors
package io.github.lastack.it.host.shopfront;

import java.io.IOException;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import org.apache.http.client.methods.CloseableHttpResponse;
import org.apache.http.client.methods.HttpGet;
import org.apache.http.impl.client.CloseableHttpClient;
import org.apache.http.impl.client.HttpClients;
import org.apache.http.util.EntityUtils;
import org.springframework.beans.factory.annotation.Value;
import org.springframework.stereotype.Service;

/** Asks the price service, over a pool that never says no. */
@Service
public class PriceClient {
    private final CloseableHttpClient client = HttpClients.custom()
            .setMaxConnTotal(10_000)
            .setMaxConnPerRoute(10_000)
            .build();

    /** Keeps the responses reachable, or the garbage collector would close what the code does not. */
    private final Queue<CloseableHttpResponse> answers = new ConcurrentLinkedQueue<>();

    private final String prices;
    private final String stock;

    public PriceClient(@Value("${prices.port}") int prices, @Value("${stock.port}") int stock) {
        this.prices = "http://127.0.0.1:" + prices + "/price";
        this.stock = "http://127.0.0.1:" + stock + "/stock";
    }

    /** Looks at the status alone, and closes nothing. */
    public boolean isForSale() throws IOException {
        CloseableHttpResponse response = client.execute(new HttpGet(prices));
        answers.add(response);
        return response.getStatusLine().getStatusCode() == 200;
    }

    public String stock() throws IOException {
        try (CloseableHttpResponse response = client.execute(new HttpGet(stock))) {
            return EntityUtils.toString(response.getEntity());
        }
    }
}
