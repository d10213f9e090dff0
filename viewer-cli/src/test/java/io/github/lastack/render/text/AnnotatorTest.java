// SPDX-License-Identifier: Apache-2.0
// Copyright the Lastack authors
package io.github.lastack.render.text;

import static io.github.lastack.scenario.Scenario.at;
import static io.github.lastack.scenario.Scenario.scenario;
import static org.assertj.core.api.Assertions.assertThat;

import io.github.lastack.diagnose.Diagnoser;
import io.github.lastack.render.layout.SocketLine;
import io.github.lastack.render.layout.Style;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class AnnotatorTest {
    private static final List<String> CONNECT = at("Feed.connect(Feed.java:31)");
    private static final List<String> POLL = at("Feed.poll(Feed.java:58)");

    private final Annotator annotator = new Annotator(
            Diagnoser.diagnose(scenario()
                    .listener(8080, at("Shop.open(Shop.java:12)"))
                    .connection(1)
                    .at(1)
                    .opened(CONNECT)
                    .at(2)
                    .endOfStream(POLL)
                    .and()
                    .endsAt(60)),
            Style.PLAIN);

    @ParameterizedTest
    @ValueSource(
            strings = {
                "CLOSE-WAIT 1  0   10.0.0.1:40001  10.0.0.7:8080  users:((\"java\",pid=4711,fd=12))",
                "tcp6   1   0 10.0.0.1:40001   10.0.0.7:8080   CLOSE_WAIT  4711/java",
                "CLOSE-WAIT 1  0   [::ffff:10.0.0.1]:40001  [::ffff:10.0.0.7]:8080",
                "java 4711 me 12u IPv6 0x0 0t0 TCP 10.0.0.1:40001->10.0.0.7:8080 (CLOSE_WAIT)",
                "tcp   ESTAB 0  0   10.0.0.1%eth0:40001  10.0.0.7:8080  timer:(keepalive,119min,0) uid:1000",
                "tcp   1   0 ::ffff:10.0.0.1:40001   ::ffff:10.0.0.7:8080   CLOSE_WAIT  -",
            })
    void line_connection_hasItsCode(String line) {
        assertThat(annotator.of(line))
                .isEqualTo(line
                        + "\n      opened at com.acme.Feed.connect(Feed.java:31)"
                        + "\n      last touched at com.acme.Feed.poll(Feed.java:58)");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "LISTEN 0 50 *:8080 *:* users:((\"java\",pid=4711,fd=5))",
                "LISTEN 0 50 [::]:8080 [::]:*",
                "tcp6  0  0 :::8080  :::*  LISTEN  4711/java",
                "java 4711 me 5u IPv6 0x0 0t0 TCP *:8080 (LISTEN)",
            })
    void line_listener_hasItsCode(String line) {
        assertThat(annotator.of(line)).isEqualTo(line + "\n      listens at com.acme.Shop.open(Shop.java:12)");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "State Recv-Q Send-Q Local Address:Port Peer Address:Port Process",
                "ESTAB 0 0 10.0.0.1:40002 10.0.0.7:8080",
                "ESTAB 0 0 1.2.3.4.5:80 256.1.1.1:8080",
                "tcp 0 0 10.0.0.7:8080 10.0.0.1:40001 ESTABLISHED",
                "Proto Recv-Q Send-Q Local Address Foreign Address State",
                "12:30:59 nothing of ours",
                "unix  2  [ ACC ]  STREAM  LISTENING  23456  4711/java  /run/shop.sock:8080",
                "u_str ESTAB 0 0 * 12345 * 23456 users:((\"java\",pid=4711,fd=9))",
                "COMMAND  PID USER   FD   TYPE DEVICE SIZE/OFF NODE NAME",
                "java 4711 me 12u IPv6 0x0 0t0 TCP shop.local:40001->feed.example:http-alt (CLOSE_WAIT)",
                "udp  UNCONN 0 0 127.0.0.53%lo:53 0.0.0.0:*",
                "ESTAB 0 0 10.0.0.1:400010 10.0.0.7:99999",
                ":::: ->-> [[]]:1 *:* %:%",
                "\u001b[31mCLOSE-WAIT\u001b[0m",
                "\t\t\u20ac",
                "",
            })
    void line_unknown_isUnchanged(String line) {
        assertThat(annotator.of(line)).isEqualTo(line);
    }

    @ParameterizedTest
    @CsvSource({
        "ESTAB 0 0 [fe80::1%eth0]:22 [2001:db8:0::7]:51234, '[fe80::1]:22', '[2001:db8::7]:51234'",
        "ESTAB 0 0 127.0.0.53%lo:53 127.0.0.1:4000, 127.0.0.53:53, 127.0.0.1:4000",
        "tcp6 0 0 ::1:8080 ::1:40112 ESTABLISHED, '[::1]:8080', '[::1]:40112'",
    })
    void address_everyForm_isRead(String line, String local, String remote) {
        assertThat(SocketLine.of(line)).isEqualTo(new SocketLine(local, remote));
    }

    @Test
    void port_usedAgain_isOfTheNewestConnection() {
        Annotator again = new Annotator(
                Diagnoser.diagnose(scenario()
                        .connection(1)
                        .at(1)
                        .opened(CONNECT)
                        .at(2)
                        .closed(POLL)
                        .connection(2)
                        .from(1)
                        .at(3)
                        .opened(at("Prices.connect(Prices.java:9)"))
                        .and()
                        .endsAt(60)),
                Style.PLAIN);

        assertThat(again.of("ESTAB 0 0 10.0.0.1:40001 10.0.0.7:8080"))
                .endsWith("opened at com.acme.Prices.connect(Prices.java:9)");
    }
}
