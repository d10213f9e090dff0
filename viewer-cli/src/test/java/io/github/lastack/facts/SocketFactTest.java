// SPDX-License-Identifier: Apache-2.0
// Copyright the Lastack authors
package io.github.lastack.facts;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.lastack.facts.SocketFact.StillOpen;
import io.github.lastack.model.Role;
import io.github.lastack.model.TcpState;
import java.time.Instant;
import org.junit.jupiter.api.Test;

class SocketFactTest {
    private static final Instant OPENED = Instant.EPOCH;
    private static final Instant FIRST = OPENED.plusSeconds(60);
    private static final Instant SECOND = OPENED.plusSeconds(120);
    private static final StillOpen LISTED = listing(1, FIRST, TcpState.ESTABLISHED, null, 7);

    @Test
    void listing_onlyLater_saysNoMore() {
        assertThat(listing(1, SECOND, TcpState.ESTABLISHED, null, 7).saysNoMoreThan(LISTED))
                .isTrue();
    }

    @Test
    void listing_ofAnotherConnection_saysMore() {
        assertThat(listing(2, SECOND, TcpState.ESTABLISHED, null, 7).saysNoMoreThan(LISTED))
                .isFalse();
    }

    @Test
    void listing_inAnotherState_saysMore() {
        assertThat(listing(1, SECOND, TcpState.CLOSE_WAIT, null, 7).saysNoMoreThan(LISTED))
                .isFalse();
    }

    @Test
    void listing_withDataUnread_saysMore() {
        assertThat(listing(1, SECOND, TcpState.ESTABLISHED, FIRST, 7).saysNoMoreThan(LISTED))
                .isFalse();
    }

    @Test
    void listing_afterAnotherUse_saysMore() {
        assertThat(listing(1, SECOND, TcpState.ESTABLISHED, null, 8).saysNoMoreThan(LISTED))
                .isFalse();
    }

    private static StillOpen listing(long id, Instant at, TcpState state, Instant unreadSince, long lastUsedSite) {
        return new StillOpen(
                id,
                at,
                new SocketFact.Ends(Role.CLIENT, "Socket", "db", "10.0.0.1:40000", 40000, "10.0.0.7:5432"),
                new StillOpen.Beginning(OPENED, false, true, 3, 0),
                new StillOpen.Status(state, OPENED, state, SocketFact.Network.UNKNOWN),
                new StillOpen.Input(false, 0, unreadSince, false),
                new StillOpen.Use(lastUsedSite, null, ""));
    }
}
