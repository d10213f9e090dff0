// SPDX-License-Identifier: Apache-2.0
// Copyright the Lastack authors
package io.github.lastack.cli.input;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.github.lastack.facts.source.InputException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class SharedFileTest {
    @TempDir
    private Path folder;

    @Test
    void file_isReplacedAndReadableByAll_andNothingElseIsLeft() throws Exception {
        Path file = Files.writeString(folder.resolve("shop.prom"), "a much longer text than the new one");
        Files.setPosixFilePermissions(file, PosixFilePermissions.fromString("rw-------"));

        SharedFile.replace(file, "new\n");

        assertThat(file).hasContent("new\n");
        assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(file)))
                .isEqualTo("rw-r--r--");
        assertThat(names()).containsExactly("shop.prom");
    }

    @Test
    void folder_missing_isNamed() {
        Path file = folder.resolve("gone/shop.prom");

        assertThatThrownBy(() -> SharedFile.replace(file, ""))
                .isInstanceOf(InputException.class)
                .hasMessage(file + ": its folder does not exist");
    }

    @Test
    void folder_inPlaceOfAFile_isRefused() throws IOException {
        assertThatThrownBy(() -> SharedFile.replace(folder, ""))
                .isInstanceOf(InputException.class)
                .hasMessageEndingWith("it is a folder; -o names a file");
        assertThat(names()).isEmpty();
    }

    private Stream<String> names() throws IOException {
        try (Stream<Path> inside = Files.list(folder)) {
            return inside.map(file -> file.getFileName().toString()).toList().stream();
        }
    }
}
