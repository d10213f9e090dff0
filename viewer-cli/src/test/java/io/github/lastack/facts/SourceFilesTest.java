// SPDX-License-Identifier: Apache-2.0
// Copyright the Lastack authors
package io.github.lastack.facts;

import static io.github.lastack.scenario.Scenario.START;
import static org.assertj.core.api.Assertions.assertThat;

import io.github.lastack.recording.format.JfrFrame;
import java.util.List;
import org.junit.jupiter.api.Test;

class SourceFilesTest {
    private final SourceFiles files = new SourceFiles();

    SourceFilesTest() {
        files.learn(new SocketFact.ClassOrigin(START, "Quotes", "", "", "Quotes.groovy", null));
        files.learn(new SocketFact.ClassOrigin(START, "com.acme.FeedKt", "feed.jar", "", "Feed.kt", true));
    }

    @Test
    void frameOfJfr_hasTheFileThatItsClassNames() {
        List<JfrFrame> stack =
                List.of(new JfrFrame("Quotes", "run", 0, 7), new JfrFrame("com.acme.FeedKt", "poll", 0, 12));

        assertThat(new Frames(files).of(stack))
                .containsExactly("Quotes.run(Quotes.groovy:7)", "com.acme.FeedKt.poll(Feed.kt:12)");
    }

    @Test
    void nestedClass_withoutAFile_hasThatOfTheClassAroundIt() {
        assertThat(files.of("Quotes$_run_closure1")).isEqualTo("Quotes.groovy");
        assertThat(files.of("com.acme.Other$Nested")).isEqualTo("Other.java");
    }

    @Test
    void frame_withTheGuess_isCorrected() {
        assertThat(files.correct("Quotes.run(Quotes.java:7)")).isEqualTo("Quotes.run(Quotes.groovy:7)");
        assertThat(files.correct("Quotes.run(Other.java:7)")).isEqualTo("Quotes.run(Other.java:7)");
        assertThat(files.correct("Quotes.run(Native Method)")).isEqualTo("Quotes.run(Native Method)");
        assertThat(files.correct("no frame")).isEqualTo("no frame");
    }
}
