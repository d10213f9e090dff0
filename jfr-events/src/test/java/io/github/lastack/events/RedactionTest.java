// SPDX-License-Identifier: Apache-2.0
// Copyright the Lastack authors
package io.github.lastack.events;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Arrays;
import java.util.Collections;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class RedactionTest {
    private final Redaction hosts = Redaction.of(Collections.singletonList("hosts"), 1, 2);
    private final Redaction addresses = Redaction.of(Collections.singletonList("addresses"), 1, 2);

    @Test
    void noRedaction_recordsEverything() {
        assertThat(Redaction.NONE.host("db.acme.com", "10.0.0.7")).isEqualTo("db.acme.com");
        assertThat(Redaction.NONE.address("10.0.0.7")).isEqualTo("10.0.0.7");
        assertThat(Redaction.NONE.message("java.io.IOException: db.acme.com")).endsWith("db.acme.com");
    }

    @Test
    void hostName_redacted_isReplacedByTheAddress() {
        assertThat(hosts.host("db.acme.com", "10.0.0.7")).isEqualTo("10.0.0.7");
        assertThat(hosts.address("10.0.0.7")).isEqualTo("10.0.0.7");
    }

    @Test
    void address_redacted_isOnePseudonymPerPeer() {
        String pseudonym = addresses.address("10.0.0.7");

        assertThat(pseudonym).matches("peer-[0-9a-f]{12}").isEqualTo(addresses.address("10.0.0.7"));
        assertThat(pseudonym).isNotEqualTo(addresses.address("10.0.0.8"));
        assertThat(addresses.host("db.acme.com", "10.0.0.7")).isEqualTo(pseudonym);
    }

    @Test
    void pseudonyms_ofTwoJvms_differ() {
        Redaction other = Redaction.of(Arrays.asList("hosts", "addresses"), 3, 4);

        assertThat(other.address("10.0.0.7")).isNotEqualTo(addresses.address("10.0.0.7"));
    }

    @ParameterizedTest
    @ValueSource(strings = {"127.0.0.1", "0:0:0:0:0:0:0:1", "::1", "0.0.0.0", "0:0:0:0:0:0:0:0", ""})
    void addressesOfNobodyStay(String address) {
        assertThat(addresses.address(address)).isEqualTo(address);
    }

    @Test
    void message_redacted_keepsItsClassOnly() {
        assertThat(hosts.message("java.net.ConnectException: Connection refused: db.acme.com/10.0.0.7:80"))
                .isEqualTo("java.net.ConnectException");
        assertThat(addresses.message("java.net.SocketException")).isEqualTo("java.net.SocketException");
    }

    /** Appendix A of the paper: key 00 01 … 0f, message 00 01 … 0e. */
    @Test
    void hash_ofThePapersInput_isThePapersOutput() {
        byte[] message = new byte[15];
        for (int i = 0; i < message.length; i++) {
            message[i] = (byte) i;
        }

        assertThat(SipHash.of(0x0706050403020100L, 0x0f0e0d0c0b0a0908L, message))
                .isEqualTo(0xa129ca6149be45e5L);
    }
}
