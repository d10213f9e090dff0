// SPDX-License-Identifier: Apache-2.0
// Copyright the Lastack authors
package io.github.lastack.it;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.lastack.agent.it.Jdks;
import io.github.lastack.agent.it.OnJdks;
import io.github.lastack.agent.it.TestJdk;

class DemoIT {
    @OnJdks(value = Jdks.ONE, from = 17)
    void demoNamesTheFourLeaksOfTheShop(TestJdk jdk) throws Exception {
        CommandRun demo = CommandRun.on(jdk.home(), "demo");

        assertThat(demo.exitCode()).as(demo.toString()).isZero();
        assertThat(demo.stdout())
                .contains("end-of-stream-ignored", "samples.shop.PriceFeed.poll(PriceFeed.java:")
                .contains("end-of-stream-unread", "samples.shop.InventoryPool.open(InventoryPool.java:")
                .contains("short-lived-connections", "samples.shop.CatalogClient.page(CatalogClient.java:")
                .contains("server-closes-first", "samples.shop.OrderDesk.takeOrder(OrderDesk.java:")
                .doesNotContain("PaymentGateway");
    }
}
