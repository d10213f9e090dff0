// SPDX-License-Identifier: Apache-2.0
// Copyright the Lastack authors
package io.github.lastack.it;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.lastack.agent.it.Jdks;
import io.github.lastack.agent.it.OnJdks;
import io.github.lastack.agent.it.TestJdk;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.io.TempDir;

class DemoIT {
    @TempDir
    private Path folder;

    @OnJdks(value = Jdks.ONE, from = 17)
    void demo_run_namesTheFourLeaks(TestJdk jdk) throws Exception {
        Path recording = folder.resolve("shop.jfr");
        CommandRun demo = CommandRun.on(jdk.home(), "demo", "--keep", recording);

        assertThat(demo.exitCode()).as(demo.toString()).isZero();
        assertThat(demo.stdout())
                .contains("end-of-stream-ignored", "samples.shop.PriceFeed.poll(PriceFeed.java:")
                .contains("end-of-stream-unread", "samples.shop.InventoryPool.open(InventoryPool.java:")
                .contains("short-lived-connections", "samples.shop.CatalogClient.page(CatalogClient.java:")
                .contains("server-closes-first", "samples.shop.OrderDesk.takeOrder(OrderDesk.java:")
                .contains("The recording was kept", "lastack report " + recording)
                .doesNotContain("PaymentGateway");
        assertSummaryFitsAScreen(jdk, recording);
    }

    @OnJdks(value = Jdks.ONE, from = 17)
    void demo_thatKeepsNothing_namesNoFileAndSaysHowToKeepIt(TestJdk jdk) throws Exception {
        CommandRun demo = CommandRun.on(jdk.home(), "demo");

        assertThat(demo.exitCode()).as(demo.toString()).isZero();
        assertThat(demo.stdout()).doesNotContain("/tmp", "leaky-shop.jfr").contains("lastack demo --keep shop.jfr");
    }

    /** The command that was typed has scrolled away at most; the prompt comes after the summary. */
    private static void assertSummaryFitsAScreen(TestJdk jdk, Path recording) throws Exception {
        String java = jdk.home().resolve("bin/java").toString();
        String summary = java + " -jar " + CommandRun.jar("cli") + " summary " + recording;
        try (Tmux tmux = Tmux.running("sh -c '" + summary + "; echo prompt; sleep 600'", 80, 24)) {
            String screen = tmux.await("all of it", each -> each.contains("prompt"));
            List<String> lines = screen.lines().toList();
            assertThat(lines.get(0)).as(screen).isEqualTo("4 leak sites, 3 still growing");
            assertThat(lines.get(1)).matches("\\d{4}-\\d\\d-\\d\\d \\d\\d:\\d\\d:\\d\\d to .* UTC.*");
            assertThat(screen)
                    .contains("1. close-wait / end-of-stream-ignored", ".PriceFeed.poll(PriceFeed.java:31)")
                    .contains("Left out (24 rows): ");
        }
    }
}
