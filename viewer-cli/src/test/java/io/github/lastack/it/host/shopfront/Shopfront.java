// SPDX-License-Identifier: Apache-2.0
// Copyright the Lastack authors
package io.github.lastack.it.host.shopfront;

import io.github.lastack.samples.Inspection;
import java.io.IOException;
import org.springframework.boot.SpringApplication;
import org.springframework.boot.autoconfigure.SpringBootApplication;
import org.springframework.context.ConfigurableApplicationContext;

/** {@code Shopfront --server.port=0 --prices.port=PORT --audit.port=PORT}; ends with standard input. */
@SpringBootApplication(proxyBeanMethods = false)
public class Shopfront {
    public static void main(String[] args) throws IOException {
        try (ConfigurableApplicationContext context = SpringApplication.run(Shopfront.class, args)) {
            System.out.println("port " + context.getEnvironment().getProperty("local.server.port"));
            Inspection.untilInputEnds();
        }
    }
}
