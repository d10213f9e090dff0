// SPDX-License-Identifier: Apache-2.0
// Copyright the Lastack authors
package io.github.lastack.report;

import static io.github.lastack.scenario.Scenario.at;
import static io.github.lastack.scenario.Scenario.scenario;

import io.github.lastack.diagnose.Diagnoser;
import io.github.lastack.diagnose.Diagnosis;
import io.github.lastack.model.TcpState;
import io.github.lastack.scenario.Scenario;
import java.io.IOException;
import java.io.StringWriter;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;

/** Diagnoses to make pages of, and the pages. */
final class Reported {
    /** What a host would have to be called to break out of wherever the page puts it. */
    static final String HOSTILE = "</script></style><img src=x onerror=\"window.broken=1\">'\">:80";

    private static final List<String> CONNECT = at(
            "java.net.Socket.connect(Socket.java:633)",
            "java.net.Socket.<init>(Socket.java:454)",
            "com.acme.Feed.connect(Feed.java:31)",
            "com.acme.Feed.poll(Feed.java:55)",
            "java.lang.Thread.run(Thread.java:840)");
    private static final List<String> RETRY = at(
            "java.net.Socket.connect(Socket.java:633)",
            "com.acme.Feed.connect(Feed.java:31)",
            "com.acme.Retry.again(Retry.java:9)",
            "java.lang.Thread.run(Thread.java:840)");
    private static final List<String> POLL = at(
            "java.net.Socket$SocketInputStream.read(Socket.java:966)",
            "com.acme.Feed.poll(Feed.java:58)",
            "java.lang.Thread.run(Thread.java:840)");
    private static final List<String> REPORT =
            at("java.net.Socket.connect(Socket.java:633)", "com.acme.Metrics.report(Metrics.java:40)");
    private static final List<String> REPORTED =
            at("java.net.Socket.close(Socket.java:1694)", "com.acme.Metrics.report(Metrics.java:44)");

    private Reported() {}

    /** Two sites: one that ignores the end of stream, reached by two ways, and one that fills up with TIME_WAIT. */
    static Diagnosis leaky() {
        Scenario scenario = scenario().loss("app.jfr is cut off after byte 4711; read 1 of 2 chunks");
        for (int i = 1; i <= 4; i++) {
            scenario.connection(i)
                    .at(i)
                    .connects(i + 0.0002, i < 4 ? CONNECT : RETRY)
                    .at(i * 10)
                    .endOfStream(POLL);
        }
        for (int i = 10; i < 30; i++) {
            scenario.connection(i)
                    .to(i % 2 == 0 ? "10.0.0.8:2003" : "[2001:db8::7]:2003")
                    .at(i)
                    .opened(REPORT)
                    .at(i + 0.25)
                    .closed(REPORTED);
        }
        for (int i = 30; i < 50; i++) {
            scenario.connection(i)
                    .to("10.0.0.8:2003")
                    .at(i)
                    .opened(REPORT)
                    .at(i + 0.25)
                    .closed(REPORTED);
        }
        scenario.connection(60).to("10.0.0.9:443").at(50).opened(CONNECT).at(51).failed(TcpState.CLOSED, POLL);
        return Diagnoser.diagnose(scenario.endsAt(100));
    }

    /** A dozen in CLOSE_WAIT that were there before the agent. */
    static Diagnosis foundAtTheAttach() {
        Scenario scenario = scenario();
        for (int i = 1; i <= 12; i++) {
            scenario.connection(i).at(0).listed(TcpState.CLOSE_WAIT, 0, 0, 0, 0);
        }
        return Diagnoser.diagnose(scenario.endsAt(100));
    }

    static Diagnosis healthy() {
        return Diagnoser.diagnose(scenario()
                .connection(1)
                .at(1)
                .opened(CONNECT)
                .at(2)
                .endOfStream(POLL)
                .at(2.5)
                .closed(POLL)
                .and()
                .endsAt(90));
    }

    /** As many sites, and as many remotes. */
    static Diagnosis large(int sites) {
        Scenario scenario = scenario();
        for (int i = 1; i <= sites; i++) {
            scenario.connection(i)
                    .to("host-" + i + ".example:443")
                    .at(i % 50)
                    .opened(CONNECT)
                    .at(50)
                    .endOfStream(at("com.acme.Feed" + i + ".poll(Feed.java:58)"));
        }
        return Diagnoser.diagnose(scenario.endsAt(100));
    }

    /** Names, addresses and counts as long as a large application's, and more stacks than fit side by side. */
    static Diagnosis wide() {
        String proxy = "com.acme.warehouse.inventory.internal.replenishment.SupplierCatalogueSynchronisation"
                + "Service$$EnhancerBySpringCGLIB$$7f3a91c4.synchroniseSupplierCatalogueWithRemoteWarehouse";
        String file = "(SupplierCatalogueSynchronisationService.java:1127)";
        Scenario scenario = scenario().loss("no chunk of " + "very/long/folder/".repeat(20) + "app.jfr");
        for (int i = 0; i < 24; i++) {
            List<String> opened = new ArrayList<>();
            opened.add("java.net.Socket.connect(Socket.java:633)");
            opened.add("com.acme.Feed.connect(Feed.java:31)");
            opened.add("com.acme.Caller" + i + ".call(Caller" + i + ".java:9)");
            opened.addAll(Collections.nCopies(40, proxy + file));
            scenario.connection(i + 1)
                    .to("warehouse-%d.%s.example.com:8443".formatted(i, "inventory-replenishment.".repeat(5) + "eu"))
                    .at(i)
                    .connects(i + 0.0002, at(opened.toArray(String[]::new)))
                    .at(i + 10)
                    .endOfStream(at("java.net.Socket$SocketInputStream.read(Socket.java:966)", proxy + file));
        }
        for (int i = 100; i < 1600; i++) {
            scenario.connection(i)
                    .to("[2001:db8:85a3:8d3:1319:8a2e:370:7348]:20030")
                    .at(i % 90)
                    .opened(REPORT)
                    .at(i % 90 + 0.25)
                    .closed(REPORTED);
        }
        return Diagnoser.diagnose(scenario.endsAt(100));
    }

    static Diagnosis hostile() {
        Scenario scenario = scenario().loss("<b onclick=alert(1)>" + HOSTILE);
        scenario.connection(1)
                .to(HOSTILE)
                .at(1)
                .opened(at("com.acme.<script>alert(1)</script>.x(\"><svg onload=alert(1)>.java:1)"))
                .at(2)
                .endOfStream(at("com.acme.Feed.lambda$x$1('\"><img src=x onerror=alert(1)>.java:2)"));
        return Diagnoser.diagnose(scenario.endsAt(100));
    }

    static Diagnosis empty() {
        return Diagnoser.diagnose(scenario().endsAt(1));
    }

    static String page(Diagnosis diagnosis) {
        StringWriter page = new StringWriter();
        try {
            HtmlReport.write(diagnosis, "lastack 0", page);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return page.toString();
    }
}
