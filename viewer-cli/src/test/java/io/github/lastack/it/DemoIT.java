// SPDX-License-Identifier: Apache-2.0
// Copyright the Lastack authors
package io.github.lastack.it;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class DemoIT {
    @Test
    void demoNamesTheFourLeaksOfTheShop() throws Exception {
        CommandRun demo = CommandRun.lastack("demo");

        assertThat(demo.exitCode()).as(demo.toString()).isZero();
        assertThat(demo.stdout())
                .contains("end-of-stream-ignored", "samples.shop.PriceFeed.poll(PriceFeed.java:")
                .contains("end-of-stream-unread", "samples.shop.InventoryPool.open(InventoryPool.java:")
                .contains("short-lived-connections", "samples.shop.CatalogClient.page(CatalogClient.java:")
                .contains("server-closes-first", "samples.shop.OrderDesk.takeOrder(OrderDesk.java:")
                .doesNotContain("PaymentGateway");
    }
}
