// SPDX-License-Identifier: Apache-2.0
// Copyright the Lastack authors
package io.github.lastack.junit;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class SocketLeakErrorTest {
    @ParameterizedTest
    @ValueSource(
            strings = {
                "com.acme.Feed.poll(Feed.java:58)",
                "com.acme.Feed$1.<init>(Feed.java:1)",
                "com.acme.Feed.poll(Feed.java)",
                "com.acme.Feed.poll(Unknown Source)",
                "com.acme.Feed.poll(Native Method)",
                "com.acme.FeedKt$poll$2.invokeSuspend(Feed.kt:12)"
            })
    void frame_isParsed_printsAsBefore(String frame) {
        assertThat(SocketLeakError.element(frame)).hasToString(frame);
    }

    @Test
    void framesAreKnown_areTheStackTrace() {
        SocketLeakError error = new SocketLeakError("leaks", List.of("com.acme.Feed.poll(Feed.java:58)", "not known"));

        assertThat(error.getStackTrace())
                .extracting(StackTraceElement::getLineNumber)
                .containsExactly(58);
    }

    @Test
    void noFrameIsKnown_stackTraceIsItsOwn() {
        assertThat(new SocketLeakError("leaks", List.of()).getStackTrace()[0].getClassName())
                .isEqualTo(SocketLeakErrorTest.class.getName());
    }
}
