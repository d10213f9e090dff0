// SPDX-License-Identifier: Apache-2.0
// Copyright the Lastack authors
package io.github.lastack.frame;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class FrameKindTest {
    @ParameterizedTest
    @CsvSource({
        "com.acme.Feed.poll(Feed.java:58), APPLICATION",
        "Main.main(Main.java:3), APPLICATION",
        "io.github.lastack.samples.LeakyShop.main(LeakyShop.java:30), APPLICATION",
        "org.apachefan.Tool.run(Tool.java:1), APPLICATION",
        "java.net.Socket.connect(Socket.java:633), JDK",
        "sun.nio.ch.NioSocketImpl.connect(NioSocketImpl.java:1), JDK",
        "com.sun.net.httpserver.X.y(X.java:1), JDK",
        "jdk.internal.net.http.PlainHttpConnection.connect(PlainHttpConnection.java:1), JDK",
        "org.apache.http.X.y(X.java:1), LIBRARY",
        "okhttp3.internal.X.y(X.java:1), LIBRARY",
        "io.netty.channel.X.y(X.java:1), LIBRARY",
        "io.netty.buffer.X.y(X.java:1), PLUMBING",
        "com.acme.Feed$$Lambda$14/0x00000008.run(Unknown Source), PLUMBING",
        "com.acme.Feed.lambda$poll$0(Feed.java:58), APPLICATION",
        "com.acme.Feed$Poller.run(Feed.java:58), APPLICATION"
    })
    void frame_byPackage_hasItsKind(String frame, FrameKind kind) {
        assertThat(FrameKind.of(frame)).isEqualTo(kind);
    }

    @Test
    void project_mainClassInALibrarysPackage_isTheApplication() {
        FrameKind.Judge judge = FrameKind.judge(List.of("org.apache.kafka.server.Main"));

        assertThat(judge.kind("org.apache.kafka.common.network.Selector.poll(Selector.java:9)"))
                .isEqualTo(FrameKind.APPLICATION);
        assertThat(judge.kind("org.apache.zookeeper.X.y(X.java:1)")).isEqualTo(FrameKind.LIBRARY);
    }

    @Test
    void launcher_mainClass_isNotTheApplication() {
        FrameKind.Judge judge =
                FrameKind.judge(List.of("org.apache.catalina.startup.Bootstrap", "Main", "/opt/app.jar"));

        assertThat(judge.applications()).isEmpty();
    }
}
