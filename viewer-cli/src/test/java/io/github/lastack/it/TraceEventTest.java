// SPDX-License-Identifier: Apache-2.0
// Copyright the Lastack authors
package io.github.lastack.it;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

/** Lines as kernels print them. */
class TraceEventTest {
    @Test
    void state_mappedSocket_isIpv4() {
        assertThat(TraceEvent.parse("         python3-8318    [001] ..s2. 12677.374714: inet_sock_set_state:"
                        + " family=AF_INET6 protocol=IPPROTO_TCP sport=42745 dport=59818 saddr=127.0.0.1"
                        + " daddr=127.0.0.1 saddrv6=::ffff:127.0.0.1 daddrv6=::ffff:127.0.0.1"
                        + " oldstate=TCP_SYN_RECV newstate=TCP_ESTABLISHED"))
                .contains(new TraceEvent(
                        12677.374714,
                        TraceEvent.Kind.STATE,
                        "127.0.0.1:42745",
                        "127.0.0.1:59818",
                        "SYN_RECEIVED",
                        "ESTABLISHED"));
    }

    @Test
    void state_ipv6Socket_isInBrackets() {
        assertThat(TraceEvent.parse("        worker-0-99      [000] ..... 12677.375246: inet_sock_set_state:"
                        + " family=AF_INET6 protocol=IPPROTO_TCP sport=57447 dport=57448 saddr=127.0.0.6"
                        + " daddr=0.0.0.0 saddrv6=::1 daddrv6=::1 oldstate=TCP_FIN_WAIT1 newstate=TCP_CLOSING"))
                .contains(new TraceEvent(
                        12677.375246, TraceEvent.Kind.STATE, "[::1]:57447", "[::1]:57448", "FIN_WAIT_1", "CLOSING"));
    }

    @Test
    void reset_sent_isKnownByItsSender() {
        assertThat(TraceEvent.parse("         python3-8318    [001] ..... 12677.374954: tcp_send_reset:"
                        + " skbaddr=0000000000000000 skaddr=000000000b5bd238 src=127.0.0.1:59832"
                        + " dest=[::ffff:127.0.0.1]:42745 state=TCP_CLOSE reason=TCP_ABORT_ON_CLOSE"))
                .contains(new TraceEvent(
                        12677.374954, TraceEvent.Kind.RESET_SENT, "127.0.0.1:59832", "127.0.0.1:42745", "", ""));
    }

    @Test
    void reset_received_isKnownByItsReceiver() {
        assertThat(TraceEvent.parse("         python3-8318    [001] ..s2. 12677.374944: tcp_receive_reset:"
                        + " family=AF_INET6 sport=42745 dport=59832 saddr=127.0.0.1 daddr=127.0.0.1"
                        + " saddrv6=::ffff:127.0.0.1 daddrv6=::ffff:127.0.0.1 sock_cookie=303"))
                .contains(new TraceEvent(
                        12677.374944, TraceEvent.Kind.RESET_RECEIVED, "127.0.0.1:42745", "127.0.0.1:59832", "", ""));
    }

    @Test
    void taskName_withColons_isRead() {
        assertThat(TraceEvent.parse(" kworker/0:1: x-8318    [001] ..... 7.5: tcp_receive_reset: family=AF_INET sport=1"
                        + " dport=2 saddr=10.0.0.1 daddr=10.0.0.2 saddrv6=::ffff:10.0.0.1 daddrv6=::ffff:10.0.0.2"))
                .hasValueSatisfying(event -> assertThat(event.seconds()).isEqualTo(7.5));
    }

    @Test
    void line_commentOrOtherEvent_isIgnored() {
        assertThat(TraceEvent.parse("#           TASK-PID     CPU#  |||||  TIMESTAMP  FUNCTION"))
                .isEmpty();
        assertThat(TraceEvent.parse("# entries-in-buffer/entries-written: 66/66   #P:2"))
                .isEmpty();
        assertThat(TraceEvent.parse("  <idle>-0   [001] d..2. 7.5: sched_switch: prev_comm=a"))
                .isEmpty();
        assertThat(TraceEvent.parse("")).isEmpty();
    }
}
