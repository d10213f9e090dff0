// SPDX-License-Identifier: Apache-2.0
// Copyright the Lastack authors
package io.github.lastack.agent.it;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.lastack.agent.host.NoPortLeft;
import java.nio.file.Path;
import java.util.List;
import jdk.jfr.consumer.RecordedEvent;
import org.junit.jupiter.api.io.TempDir;

/** A connect without a free local port is recorded as such, with the holders of the ports. */
class PortsExhaustedIT {
    private static final String FIFTY_PORTS = "echo 40000 40049 > /proc/sys/net/ipv4/ip_local_port_range";

    @TempDir
    Path directory;

    @OnJdks(Jdks.EVERY)
    void connect_noPortLeft_isRecordedThroughEveryApi(TestJdk jdk) throws Exception {
        try (HostJvm host = HostJvm.on(jdk)
                .main(NoPortLeft.class)
                .in(OwnNamespace.networkOrSkip(), FIFTY_PORTS)
                .recordingTo(directory.resolve("app.jfr"))
                .start()) {
            host.awaitLine("ready", HostJvm.LIMIT);
            Recorded recorded =
                    host.dumpedWhen(soFar -> soFar.last("PortHolder").isPresent());

            assertThat(recorded.named("ConnectFailed").map(PortsExhaustedIT::failure))
                    .as(host::transcript)
                    .containsExactly(
                            "Socket exhausted",
                            "SocketChannel exhausted",
                            "SocketChannel exhausted",
                            "SocketChannel exhausted",
                            "AsynchronousSocketChannel exhausted",
                            "SocketChannel bound",
                            "Socket");
            assertThat(recorded.named("BindFailed")
                            .map(failure -> failure.getInt("localPort") + " " + failure.getBoolean("addressInUse")))
                    .containsExactly("0 true");
            assertHolders(recorded);
            assertThat(recorded.last("AgentInfo").orElseThrow().getLong("suppressedErrors"))
                    .isZero();
        }
    }

    private static String failure(RecordedEvent failure) {
        return failure.getString("api")
                + (failure.getBoolean("portsExhausted") ? " exhausted" : "")
                + (failure.getBoolean("bound") ? " bound" : "");
    }

    private static void assertHolders(Recorded recorded) {
        List<RecordedEvent> holders = recorded.named("PortHolder").toList();
        assertThat(holders).hasSize(1).allSatisfy(holder -> {
            assertThat(holder.getInt("localPort")).isZero();
            assertThat(holder.getString("localAddress")).isEqualTo("127.0.0.1");
            assertThat(holder.getString("address")).isEqualTo("127.0.0.1");
            assertThat(holder.getInt("port")).isEqualTo(8080);
            assertThat(holder.getString("state")).isEqualTo("ESTABLISHED");
            assertThat(holder.getInt("count")).isEqualTo(50);
            assertThat(holder.getBoolean("thisProcess")).isTrue();
            assertThat(recorded.named("ConnectionOpened").map(opened -> opened.getLong("connectionId")))
                    .contains(holder.getLong("connectionId"));
        });
    }
}
