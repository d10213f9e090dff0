// SPDX-License-Identifier: Apache-2.0
// Copyright the Lastack authors
package io.github.lastack.it;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import io.github.lastack.agent.it.HostJvm;
import io.github.lastack.agent.it.Jdks;
import io.github.lastack.agent.it.OnJdks;
import io.github.lastack.agent.it.TestJdk;
import java.io.File;
import java.nio.file.Path;
import java.util.stream.Stream;
import org.junit.jupiter.api.io.TempDir;

/** The application's jar, one of its Maven group, a library that no list has, and Apache's client of HTTP. */
class WhoseCodeIT {
    private static final String MAIN =
            """
            package com.acme.shop;

            import io.github.lastack.samples.*;
            import org.apache.http.impl.client.*;

            public class Main {
                public static void main(String[] args) throws Exception {
                    CloseableHttpClient client = HttpClients.custom().setMaxConnPerRoute(3).build();
                    try (LoopbackPeer peer = LoopbackPeer.start()) {
                        int port = peer.listen(PeerBehavior.HTTP_THEN_CLOSE);
                        for (int i = 0; i < 3; i++) {
                            net.elsewhere.Quotes.fetch(client, port);
                        }
                        peer.awaitClosed(port, 3);
                        Inspection.untilInputEnds();
                    }
                }
            }
            """;

    private static final String SIBLING =
            """
            package net.elsewhere;

            public class Quotes {
                public static final java.util.List<Object> FORGOTTEN = new java.util.ArrayList<>();

                public static void fetch(org.apache.http.impl.client.CloseableHttpClient client, int port)
                        throws Exception {
                    FORGOTTEN.add(net.unlisted.Wrapper.get(client, port));
                }
            }
            """;

    private static final String LIBRARY =
            """
            package net.unlisted;

            import org.apache.http.client.methods.HttpGet;

            public class Wrapper {
                public static Object get(org.apache.http.impl.client.CloseableHttpClient client, int port)
                        throws Exception {
                    return client.execute(new HttpGet("http://127.0.0.1:" + port + "/"));
                }
            }
            """;

    @TempDir
    Path folder;

    @OnJdks(Jdks.EDGES)
    void siblingOfTheMainClass_isBlamed_andLibrariesNameTheirArchives(TestJdk jdk) throws Exception {
        Path wrapper = CompiledJar.of(folder.resolve("wrapper-3.jar"), "net.unlisted", "Wrapper.java", LIBRARY);
        Path core = CompiledJar.of(folder.resolve("core-1.0.jar"), "com.acme", "Quotes.groovy", SIBLING, wrapper);
        Path shop = CompiledJar.of(folder.resolve("shop-1.0.jar"), "com.acme", "Main.java", MAIN, core);
        Path[] classPath = Stream.concat(
                        Stream.of(shop, core, wrapper),
                        Stream.of(System.getProperty("java.class.path").split(File.pathSeparator))
                                .map(Path::of))
                .toArray(Path[]::new);
        ObservedRun run = ObservedRun.of(
                HostJvm.on(jdk).main("com.acme.shop.Main").classPath(classPath), "WhoseCode-" + jdk.version());

        assertThat(run.stderr()).noneMatch(line -> line.startsWith("lastack"));
        assertThat(run.sites()).singleElement().satisfies(site -> assertThat(site.blame())
                .isEqualTo("net.elsewhere.Quotes.fetch(Quotes.groovy:8)"));
        JsonNode archives = run.asked("sites").get(0).get("archives");
        assertArchive(archives, "com.acme.shop.Main", "shop-1.0.jar", true);
        assertArchive(archives, "net.elsewhere.Quotes", "core-1.0.jar", true);
        assertArchive(archives, "net.unlisted.Wrapper", "wrapper-3.jar", false);
        JsonNode client = archives.get("org.apache.http.impl.execchain.MainClientExec");
        String version = client.get("version").asText();
        assertThat(client.get("archive").asText()).isEqualTo("httpclient-" + version + ".jar");
        assertThat(client.get("application").asBoolean()).isFalse();
        String text =
                CommandRun.reading("sites", run.recording(), "--all-frames").stdout();
        assertThat(text.lines().map(String::strip))
                .contains("> at net.elsewhere.Quotes.fetch(Quotes.groovy:8)")
                .contains("at net.unlisted.Wrapper.get(Wrapper.java:8) ~[wrapper-3.jar]")
                .anyMatch(line -> line.matches("at org\\.apache\\.http\\.impl\\.execchain\\.MainClientExec\\.execute"
                        + "\\(MainClientExec\\.java:\\d+\\) ~\\[httpclient-" + version + "\\.jar]"));
        assertThat(text).doesNotContain(folder.toString());
    }

    private static void assertArchive(JsonNode archives, String type, String archive, boolean application) {
        assertThat(archives.get(type).get("archive").asText()).isEqualTo(archive);
        assertThat(archives.get(type).get("application").asBoolean()).isEqualTo(application);
    }
}
