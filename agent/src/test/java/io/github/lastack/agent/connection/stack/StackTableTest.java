// SPDX-License-Identifier: Apache-2.0
// Copyright the Lastack authors
package io.github.lastack.agent.connection.stack;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class StackTableTest {
    private static final StackTraceElement HOOK =
            new StackTraceElement("io.github.lastack.boot.SocketHooks", "closes", "SocketHooks.java", 7);
    private static final StackTraceElement CLOSE =
            new StackTraceElement("java.net.Socket", "close", "Socket.java", 100);
    private static final StackTraceElement POLL = new StackTraceElement("com.acme.Feed", "poll", "Feed.java", 58);

    @Test
    void stack_equal_hasTheSameNumberInEveryJvm() {
        assertThat(new StackTable(null, 64, null).intern(at(CLOSE, POLL)))
                .isEqualTo(new StackTable(null, 64, null).intern(at(CLOSE, POLL)));
    }

    @Test
    void stack_different_isAnotherSite() {
        StackTable stacks = new StackTable(null, 64, null);

        assertThat(stacks.intern(at(CLOSE, POLL))).isNotEqualTo(stacks.intern(at(POLL)));
    }

    @Test
    void site_frames_leaveOutTheAgents() {
        StackTable stacks = new StackTable(null, 64, null);

        assertThat(stacks.intern(at(HOOK, CLOSE, POLL))).isEqualTo(stacks.intern(at(CLOSE, POLL)));
    }

    @Test
    void site_deep_isCutAtTheDepth() {
        StackTable stacks = new StackTable(null, 1, null);

        assertThat(stacks.intern(at(HOOK, CLOSE, POLL))).isEqualTo(stacks.intern(at(CLOSE)));
    }

    @Test
    void site_known_keepsItsNumber() {
        StackTable stacks = new StackTable(null, 64, null);
        long number = stacks.intern(at(CLOSE, POLL));
        for (int line = 0; line < 30_000; line++) {
            stacks.intern(at(new StackTraceElement("com.acme.Feed", "poll", "Feed.java", line)));
        }

        assertThat(stacks.intern(at(CLOSE, POLL))).isEqualTo(number);
    }

    @Test
    void sites_beyondTheLimit_areOne() {
        StackTable stacks = new StackTable(null, 64, null);
        for (int line = 0; line < 30_000; line++) {
            stacks.intern(at(new StackTraceElement("com.acme.Feed", "poll", "Feed.java", line)));
        }

        assertThat(stacks.intern(at(CLOSE))).isEqualTo(stacks.intern(at(POLL, CLOSE)));
    }

    @Test
    void caller_ofJdkFrames_isTheSameSite() {
        StackTable stacks = new StackTable(null, 64, null);

        assertThat(stacks.callerOf(stacks.intern(at(HOOK, CLOSE, CLOSE, POLL, CLOSE))))
                .isEqualTo(stacks.callerOf(stacks.intern(at(CLOSE, POLL, CLOSE))))
                .isEqualTo(stacks.intern(at(POLL, CLOSE)))
                .isNotEqualTo(stacks.callerOf(stacks.intern(at(CLOSE, POLL))));
    }

    @Test
    void caller_ofDeepStack_isIndependentOfDepth() {
        StackTable stacks = new StackTable(null, 4, null);

        assertThat(stacks.callerOf(stacks.intern(at(CLOSE, POLL, POLL, POLL, POLL, POLL))))
                .isEqualTo(stacks.callerOf(stacks.intern(at(POLL, POLL, POLL, POLL))))
                .isEqualTo(stacks.intern(at(POLL, POLL, POLL)));
    }

    @Test
    void caller_ofJdkSite_isTheSiteItself() {
        StackTable stacks = new StackTable(null, 64, null);
        Long number = stacks.intern(at(CLOSE, CLOSE));

        assertThat(stacks.callerOf(number)).isEqualTo(number);
    }

    @Test
    void stack_skipped_isASiteThatSaysSo() {
        StackTable stacks = new StackTable(null, 64, null);
        Long number = stacks.intern(CapturedStack.STACK_SKIPPED);

        assertThat(stacks.outerFrameOf(number)).isEqualTo("lastack.notSampled(Unknown Source)");
        assertThat(stacks.callerOf(number)).isEqualTo(number);
        assertThat(stacks.connectingCallOf(CapturedStack.STACK_SKIPPED)).isNull();
    }

    private static CapturedStack at(StackTraceElement... frames) {
        CapturedStack origin = CapturedStack.here();
        origin.setStackTrace(frames);
        return origin;
    }
}
