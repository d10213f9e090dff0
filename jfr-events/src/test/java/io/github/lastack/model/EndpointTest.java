// SPDX-License-Identifier: Apache-2.0
// Copyright the Lastack authors
package io.github.lastack.model;

import static org.assertj.core.api.Assertions.assertThat;

import java.net.InetAddress;
import java.net.UnknownHostException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class EndpointTest {
    @ParameterizedTest
    @CsvSource({
        "127.0.0.1,                      127.0.0.1:80",
        "0:0:0:0:0:0:0:1,                [::1]:80",
        "0:0:0:0:0:0:0:0,                [::]:80",
        "2001:db8:0:0:0:0:0:7,           [2001:db8::7]:80",
        "2001:0:0:7:0:0:0:7,             [2001:0:0:7::7]:80",
        "2001:0:0:7:7:0:0:7,             [2001::7:7:0:0:7]:80",
        "2001:db8:0:1:1:1:1:1,           [2001:db8:0:1:1:1:1:1]:80",
        "1:2:3:4:5:6:0:0,                [1:2:3:4:5:6::]:80",
        "fe80:0:0:0:1:2:3:4%eth0,        [fe80::1:2:3:4%eth0]:80",
        "fe80:1:2:3:1:2:3:4%2,           [fe80:1:2:3:1:2:3:4%2]:80",
        "0:0:0:0:0:ffff:7f00:1,          127.0.0.1:80",
        "0:0:0:0:0:ffff:c0a8:fffe,       192.168.255.254:80",
        "::1,                            [::1]:80"
    })
    void addressIsWrittenAsRfc5952Says(String address, String expected) {
        assertThat(Endpoint.format(address, 80)).isEqualTo(expected);
    }

    @Test
    void address_unknown_isAQuestionMark() {
        assertThat(Endpoint.format(null, 80)).isEqualTo("?:80");
        assertThat(Endpoint.format("", 0)).isEqualTo("?:0");
    }

    @ParameterizedTest
    @ValueSource(strings = {"::1", "2001:db8::ff00:42:8329", "fe80::1", "::ffff:10.0.0.7", "192.0.2.1"})
    void whatInetAddressPrintsIsReadBackToTheSameAddress(String literal) throws UnknownHostException {
        InetAddress address = InetAddress.getByName(literal);
        String text = Endpoint.format(address.getHostAddress(), 443);
        assertThat(text).endsWith(":443");
        String host = text.substring(0, text.length() - ":443".length());
        assertThat(InetAddress.getByName(host)).isEqualTo(address);
    }
}
