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
    void theSameStackHasTheSameNumberInEveryJvm() {
        assertThat(new StackTable(null, 64, null).intern(at(CLOSE, POLL)))
                .isEqualTo(new StackTable(null, 64, null).intern(at(CLOSE, POLL)));
    }

    @Test
    void anotherStackIsAnotherSite() {
        StackTable sites = new StackTable(null, 64, null);

        assertThat(sites.intern(at(CLOSE, POLL))).isNotEqualTo(sites.intern(at(POLL)));
    }

    @Test
    void theAgentsOwnFramesAreNoPartOfASite() {
        StackTable sites = new StackTable(null, 64, null);

        assertThat(sites.intern(at(HOOK, CLOSE, POLL))).isEqualTo(sites.intern(at(CLOSE, POLL)));
    }

    @Test
    void aSiteIsKeptNoDeeperThanAsked() {
        StackTable sites = new StackTable(null, 1, null);

        assertThat(sites.intern(at(HOOK, CLOSE, POLL))).isEqualTo(sites.intern(at(CLOSE)));
    }

    @Test
    void aSiteKeepsItsNumberForAsLongAsTheAgentRuns() {
        StackTable sites = new StackTable(null, 64, null);
        long number = sites.intern(at(CLOSE, POLL));
        for (int line = 0; line < 30_000; line++) {
            sites.intern(at(new StackTraceElement("com.acme.Feed", "poll", "Feed.java", line)));
        }

        assertThat(sites.intern(at(CLOSE, POLL))).isEqualTo(number);
    }

    @Test
    void pastTheBoundAllNewSitesAreOne() {
        StackTable sites = new StackTable(null, 64, null);
        for (int line = 0; line < 30_000; line++) {
            sites.intern(at(new StackTraceElement("com.acme.Feed", "poll", "Feed.java", line)));
        }

        assertThat(sites.intern(at(CLOSE))).isEqualTo(sites.intern(at(POLL, CLOSE)));
    }

    @Test
    void aCallerIsTheSameWhateverTheJdkDoes() {
        StackTable sites = new StackTable(null, 64, null);

        assertThat(sites.callerOf(sites.intern(at(HOOK, CLOSE, CLOSE, POLL, CLOSE))))
                .isEqualTo(sites.callerOf(sites.intern(at(CLOSE, POLL, CLOSE))))
                .isEqualTo(sites.intern(at(POLL, CLOSE)))
                .isNotEqualTo(sites.callerOf(sites.intern(at(CLOSE, POLL))));
    }

    @Test
    void aCallerIsTheSameHoweverManyOfItsFramesAreKept() {
        StackTable sites = new StackTable(null, 4, null);

        assertThat(sites.callerOf(sites.intern(at(CLOSE, POLL, POLL, POLL, POLL, POLL))))
                .isEqualTo(sites.callerOf(sites.intern(at(POLL, POLL, POLL, POLL))))
                .isEqualTo(sites.intern(at(POLL, POLL, POLL)));
    }

    @Test
    void aSiteOfTheJdkAloneIsItsOwnCaller() {
        StackTable sites = new StackTable(null, 64, null);
        Long number = sites.intern(at(CLOSE, CLOSE));

        assertThat(sites.callerOf(number)).isEqualTo(number);
    }

    @Test
    void aStackThatWasNotTakenIsASiteThatSaysSo() {
        StackTable sites = new StackTable(null, 64, null);
        Long number = sites.intern(CapturedStack.NOT_TAKEN);

        assertThat(sites.outerFrameOf(number)).isEqualTo("lastack.notSampled(Unknown Source)");
        assertThat(sites.callerOf(number)).isEqualTo(number);
        assertThat(sites.connectingCallOf(CapturedStack.NOT_TAKEN)).isNull();
    }

    private static CapturedStack at(StackTraceElement... frames) {
        CapturedStack origin = CapturedStack.here();
        origin.setStackTrace(frames);
        return origin;
    }
}
