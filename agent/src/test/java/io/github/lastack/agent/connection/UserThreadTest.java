// SPDX-License-Identifier: Apache-2.0
// Copyright the Lastack authors
package io.github.lastack.agent.connection;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

class UserThreadTest {
    private static final int TRIES = 4;

    private final UserThread.Table table = new UserThread.Table();

    @Test
    void thread_hasOneEntry() {
        Thread thread = new Thread();

        assertThat(table.of(thread, 7)).isSameAs(table.of(thread, 7));
    }

    @Test
    void threads_ofOneKey_areDistinguished() {
        assertThat(table.of(new Thread(), 7)).isNotSameAs(table.of(new Thread(), 7));
    }

    @Test
    void user_isUsingWhatItUsedLast() {
        UserThread user = table.of(new Thread(), 7);
        user.uses(11);
        user.uses(12);

        assertThat(user.isUsing(12)).isTrue();
        assertThat(user.isUsing(11)).isFalse();
    }

    @Test
    void entryWhosePlaceIsTaken_saysSo_sinceItHearsNothingAnyMore() {
        List<Thread> alive = new ArrayList<>();
        List<UserThread> users = new ArrayList<>();
        for (int i = 0; i <= TRIES; i++) {
            alive.add(new Thread());
            users.add(table.of(alive.get(i), 7));
        }

        assertThat(users.stream().filter(UserThread::isReplaced)).hasSize(1);
        assertThat(users.get(TRIES).isReplaced()).isFalse();
        assertThat(alive).hasSize(TRIES + 1);
    }
}
