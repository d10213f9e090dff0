// SPDX-License-Identifier: Apache-2.0
// Copyright the Lastack authors
package io.github.lastack.it.host.shopfront;

import java.io.IOException;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.RestController;

/** What the shop's customers ask for. */
@RestController
public class ShopController {
    private final PriceClient prices;
    private final AuditTrail audit;

    public ShopController(PriceClient prices, AuditTrail audit) {
        this.prices = prices;
        this.audit = audit;
    }

    /** Leaks a connection each time. */
    @GetMapping("/price")
    public String price() throws IOException {
        return prices.isForSale() ? "for sale" : "sold out";
    }

    /** Leaks a descriptor each time. */
    @GetMapping("/order")
    public String order() {
        audit.record("ordered");
        return "ordered";
    }

    @GetMapping("/stock")
    public String stock() throws IOException {
        return prices.stock();
    }
}
