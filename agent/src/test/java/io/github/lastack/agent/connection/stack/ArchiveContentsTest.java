// SPDX-License-Identifier: Apache-2.0
// Copyright the Lastack authors
package io.github.lastack.agent.connection.stack;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.zip.ZipEntry;
import java.util.zip.ZipOutputStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ArchiveContentsTest {
    private static final String MANIFEST = "META-INF/MANIFEST.MF";
    private static final String VERSION = "Manifest-Version: 1.0\nImplementation-Version: 4.5.13\n";

    @TempDir
    Path folder;

    @Test
    void archive_ofMaven_saysItsGroupAndVersion() throws IOException {
        Path jar = written("shop-1.0.jar", archive(MANIFEST, VERSION, pom("com.acme", "shop"), ""));

        ArchiveContents contents = ArchiveContents.read(jar.toString());

        assertThat(contents.group).isEqualTo("com.acme");
        assertThat(contents.version).isEqualTo("4.5.13");
    }

    @Test
    void archive_withOthersShadedIn_hasTheGroupOfTheOneThatItIsNamedAfter() throws IOException {
        byte[] shaded = archive(pom("org.apache", "http"), "", pom("com.acme", "shop"), "");

        assertThat(ArchiveContents.read(written("shop-1.0.jar", shaded).toString()).group)
                .isEqualTo("com.acme");
        assertThat(ArchiveContents.read(written("all.jar", shaded).toString()).group)
                .isNull();
    }

    @Test
    void archive_insideAnother_isRead() throws IOException {
        byte[] inner = archive(MANIFEST, VERSION, pom("com.acme", "core"), "");
        Path outer = folder.resolve("app.jar");
        try (ZipOutputStream zip = new ZipOutputStream(Files.newOutputStream(outer))) {
            zip.putNextEntry(new ZipEntry("BOOT-INF/lib/core-1.0.jar"));
            zip.write(inner);
        }

        ArchiveContents contents = ArchiveContents.read(outer + "/BOOT-INF/lib/core-1.0.jar");

        assertThat(contents.group).isEqualTo("com.acme");
        assertThat(contents.version).isEqualTo("4.5.13");
    }

    @Test
    void folder_laidOutAsAnArchive_saysItsGroup() throws IOException {
        Files.createDirectories(folder.resolve("META-INF/maven/com.acme/shop"));

        assertThat(ArchiveContents.read(folder.toString()).group).isEqualTo("com.acme");
    }

    @Test
    void archive_thatCannotBeRead_saysNothing() throws IOException {
        Path broken = written("broken.jar", new byte[] {'P', 'K', 1});

        assertThat(ArchiveContents.read(broken.toString())).isSameAs(ArchiveContents.UNKNOWN);
        assertThat(ArchiveContents.read(folder.resolve("gone.jar").toString())).isSameAs(ArchiveContents.UNKNOWN);
    }

    private Path written(String name, byte[] content) throws IOException {
        return Files.write(folder.resolve(name), content);
    }

    private static String pom(String group, String artifact) {
        return "META-INF/maven/" + group + '/' + artifact + "/pom.properties";
    }

    private static byte[] archive(String... namesAndTexts) throws IOException {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        try (ZipOutputStream zip = new ZipOutputStream(bytes)) {
            for (int i = 0; i < namesAndTexts.length; i += 2) {
                zip.putNextEntry(new ZipEntry(namesAndTexts[i]));
                zip.write(namesAndTexts[i + 1].getBytes(StandardCharsets.UTF_8));
            }
        }
        return bytes.toByteArray();
    }
}
