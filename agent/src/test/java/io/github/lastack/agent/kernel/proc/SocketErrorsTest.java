// SPDX-License-Identifier: Apache-2.0
// Copyright the Lastack authors
package io.github.lastack.agent.kernel.proc;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.net.BindException;
import java.net.InetAddress;
import java.net.NoRouteToHostException;
import org.junit.jupiter.api.Test;

class SocketErrorsTest {
    private static final InetAddress REMOTE = InetAddress.getLoopbackAddress();

    @Test
    void addressInUse_message_isRecognized() {
        assertThat(SocketErrors.isAddressInUse(new BindException("Address already in use (Bind failed)")))
                .isTrue();
        assertThat(SocketErrors.isAddressInUse(new BindException("Address in use")))
                .isTrue();
        assertThat(SocketErrors.isAddressInUse(new BindException("Permission denied")))
                .isFalse();
        assertThat(SocketErrors.isAddressInUse(new IOException())).isFalse();
    }

    @Test
    void portsExhausted_message_isRecognizedForEveryClass() {
        assertThat(SocketErrors.isPortsExhausted(new BindException("Cannot assign requested address"), REMOTE))
                .isTrue();
        assertThat(SocketErrors.isPortsExhausted(
                        new NoRouteToHostException("Cannot assign requested address (Address not available)"), REMOTE))
                .isTrue();
        assertThat(SocketErrors.isPortsExhausted(new NoRouteToHostException("No route to host"), REMOTE))
                .isFalse();
    }

    @Test
    void scope_inTable_isFound() {
        String table =
                """
                00000000000000000000000000000001 01 80 10 80       lo
                fe8000000000000000fc00fffe000001 04 40 20 80     eth0
                """;

        assertThat(SocketErrors.hasScope(table, "10")).isTrue();
        assertThat(SocketErrors.hasScope(table, "20")).isTrue();
        assertThat(SocketErrors.hasScope(table, "00")).isFalse();
        assertThat(SocketErrors.hasScope("", "10")).isFalse();
    }
}
