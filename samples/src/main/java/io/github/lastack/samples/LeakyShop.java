// SPDX-License-Identifier: Apache-2.0
// Copyright the Lastack authors
package io.github.lastack.samples;

import io.github.lastack.samples.shop.CatalogClient;
import io.github.lastack.samples.shop.InventoryPool;
import io.github.lastack.samples.shop.OrderDesk;
import io.github.lastack.samples.shop.PaymentGateway;
import io.github.lastack.samples.shop.PriceFeed;
import java.io.IOException;
import java.util.concurrent.TimeUnit;

/**
 * The demo application: a web shop with four leaks and one department that does it right.
 *
 * <p>{@code LeakyShop SECONDS} is open for that long, then ends by itself.
 */
public final class LeakyShop {
    private static final int TICK_MILLIS = 100;
    private static final int TICKS_A_SECOND = 1000 / TICK_MILLIS;

    private final LoopbackPeer town;
    private final PriceFeed prices;
    private final CatalogClient catalog;
    private final InventoryPool inventory;
    private final PaymentGateway payments;
    private final OrderDesk orders;
    private final int warehouse;

    private LeakyShop(LoopbackPeer town, OrderDesk orders) throws IOException {
        this.town = town;
        this.orders = orders;
        this.prices = new PriceFeed(town.listen(PeerBehavior.CLOSE_AFTER_RESPONSE));
        this.catalog = new CatalogClient(town.listen(PeerBehavior.ECHO));
        this.warehouse = town.listen(PeerBehavior.ECHO);
        this.inventory = new InventoryPool(warehouse);
        this.payments = new PaymentGateway(town.listen(PeerBehavior.ECHO));
    }

    public static void main(String[] args) throws IOException, InterruptedException {
        if (args.length != 1 || !args[0].matches("[1-9][0-9]{0,5}")) {
            System.err.println("usage: LeakyShop SECONDS");
            System.exit(2);
        }
        try (LoopbackPeer town = LoopbackPeer.start();
                OrderDesk orders = OrderDesk.open()) {
            new LeakyShop(town, orders).open(Integer.parseInt(args[0]));
        }
    }

    private void open(int seconds) throws IOException, InterruptedException {
        System.out.println("shop: open for " + seconds + " s");
        stockUp();
        long opened = System.nanoTime();
        long ticks = (long) seconds * TICKS_A_SECOND;
        for (long tick = 1; tick <= ticks; tick++) {
            trade(tick);
            if (tick % (5 * TICKS_A_SECOND) == 0 || tick == ticks) {
                System.out.printf(
                        "shop: %d prices, %d catalog pages, %d orders, %d payments%n",
                        prices.polled(), catalog.pages(), orders.taken(), payments.made());
            }
            sleepUntil(opened + TimeUnit.MILLISECONDS.toNanos(tick * TICK_MILLIS));
        }
        payments.close();
        System.out.println("shop: closed");
    }

    /** Fills the pool; then the warehouse closes the connections that it takes for idle. */
    private void stockUp() throws IOException {
        inventory.fill(6);
        town.closeVisitors(warehouse, 6);
    }

    private void trade(long tick) throws IOException {
        catalog.page("shoes");
        town.visit(orders.port(), 1);
        if (tick % 2 == 0) {
            payments.pay(tick);
        }
        if (tick % 5 == 1) {
            prices.poll();
        }
    }

    private static void sleepUntil(long nanoTime) throws InterruptedException {
        long left = nanoTime - System.nanoTime();
        if (left > 0) {
            TimeUnit.NANOSECONDS.sleep(left);
        }
    }
}
