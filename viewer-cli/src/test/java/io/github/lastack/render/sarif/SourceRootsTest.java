// SPDX-License-Identifier: Apache-2.0
// Copyright the Lastack authors
package io.github.lastack.render.sarif;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class SourceRootsTest {
    private static final String FRAME = "com.acme.Feed$Poller.poll(Feed.java:58)";

    @TempDir
    private Path root;

    @Test
    void file_inTheFolderOfItsPackage_isFound() throws IOException {
        Path file = write("shop/src/main/java/com/acme/Feed.java", "package com.acme;");
        write("shop/src/main/java/com/other/Feed.java", "package com.other;");

        assertThat(found(FRAME)).contains(file);
    }

    @Test
    void file_thatDeclaresThePackageInAnotherFolder_isFound() throws IOException {
        Path file = write("src/main/kotlin/feeds/Feed.kt", "// a feed\npackage com.acme\n\nclass Feed");
        write("src/main/kotlin/others/Feed.kt", "package com.acme.others\n");

        assertThat(found("com.acme.FeedKt.poll(Feed.kt:3)")).contains(file);
    }

    @Test
    void file_ofTheUnnamedPackage_isFoundByItsName() throws IOException {
        Path file = write("Feed.java", "class Feed {}");
        write("com/acme/Feed.java", "package com.acme;");

        assertThat(found("Feed.poll(Feed.java:1)")).contains(file);
    }

    @Test
    void file_thatIsThereTwice_isNotGuessed() throws IOException {
        write("one/com/acme/Feed.java", "package com.acme;");
        write("two/com/acme/Feed.java", "package com.acme;");

        assertThat(found(FRAME)).isEmpty();
    }

    @Test
    void file_inAHiddenFolder_isNotFound() throws IOException {
        write(".history/com/acme/Feed.java", "package com.acme;");

        assertThat(found(FRAME)).isEmpty();
    }

    @Test
    void frame_withoutALine_hasNoSource() {
        assertThat(SourceLine.of("com.acme.Feed.poll(Unknown Source)")).isEmpty();
        assertThat(SourceLine.of("com.acme.Feed.poll(Native Method)")).isEmpty();
        assertThat(SourceLine.of("(no stack was recorded)")).isEmpty();
    }

    private Optional<Path> found(String frame) {
        return new SourceRoots(List.of(root)).find(SourceLine.of(frame).orElseThrow());
    }

    private Path write(String path, String text) throws IOException {
        Path file = root.resolve(path);
        Files.createDirectories(file.getParent());
        return Files.writeString(file, text);
    }
}
