// SPDX-License-Identifier: Apache-2.0
// Copyright the Lastack authors
package io.github.lastack.agent.it;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.jar.Attributes;
import java.util.jar.JarFile;
import java.util.zip.ZipEntry;
import java.util.zip.ZipInputStream;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** The shape of the delivered jar, which can be loaded into any application's JVM. */
@Tag("no-jdk")
class AgentJarIT {
    private static final String NESTED = "io/github/lastack/agent/lastack-boot.jar";
    private static final String RELOCATED = "io/github/lastack/agent/shaded/bytebuddy/";
    private static final int JAVA_8 = 52;
    private static final long MAX_BYTES = 640_000; // of which the metrics take 41,000

    @Test
    void jar_entries_cannotClashWithTheApplication() throws IOException {
        assertThat(files(outer()).keySet())
                .allMatch(name -> name.startsWith("io/github/lastack/") || name.startsWith("META-INF/"))
                .noneMatch(name -> name.startsWith("META-INF/versions/") || name.startsWith("META-INF/services/"))
                .noneMatch(name -> name.startsWith("META-INF/maven/net.bytebuddy"));
    }

    @Test
    void jar_entries_areUnique() throws IOException {
        assertThat(names(outer())).doesNotHaveDuplicates();
        assertThat(names(nested())).doesNotHaveDuplicates();
    }

    @Test
    void classes_all_runOnJava8() throws IOException {
        Map<String, byte[]> classes = files(outer());
        classes.putAll(files(nested()));
        classes.keySet().removeIf(name -> !name.endsWith(".class"));
        assertThat(classes).hasSizeGreaterThan(30).allSatisfy((name, file) -> assertThat(majorVersion(file))
                .as(name)
                .isLessThanOrEqualTo(JAVA_8));
    }

    @Test
    void bootstrapPart_classes_areInTheNestedJarOnly() throws IOException {
        assertThat(files(outer()).keySet()).noneMatch(name -> name.startsWith("io/github/lastack/boot/"));
        assertThat(files(nested()).keySet())
                .filteredOn(name -> name.endsWith(".class"))
                .isNotEmpty()
                .allMatch(name -> name.startsWith("io/github/lastack/boot/"));
    }

    @Test
    void byteBuddy_classes_areRelocatedWithTheirLicence() throws IOException {
        Map<String, byte[]> files = files(outer());
        assertThat(files.keySet()).anyMatch(name -> name.startsWith(RELOCATED));
        assertThat(files.keySet()).anyMatch(name -> name.startsWith("META-INF/LICENSE"));
        files.keySet().removeIf(name -> !name.endsWith(".class"));
        assertThat(files).isNotEmpty().allSatisfy((name, file) -> assertThat(
                        new String(file, StandardCharsets.ISO_8859_1))
                .as(name)
                .doesNotContain("net/bytebuddy/"));
    }

    @Test
    void manifest_entries_nameEntryPointsAndCapabilities() throws IOException {
        try (JarFile jar = new JarFile(HostJvm.agentJar().toFile())) {
            Attributes manifest = jar.getManifest().getMainAttributes();
            String agent = "io.github.lastack.agent.LastackAgent";
            assertThat(manifest.getValue("Premain-Class")).isEqualTo(agent);
            assertThat(manifest.getValue("Agent-Class")).isEqualTo(agent);
            assertThat(manifest.getValue("Can-Retransform-Classes")).isEqualTo("true");
            assertThat(manifest.getValue("Implementation-Version")).isNotBlank();
            assertThat(manifest.getValue("Boot-Class-Path")).isNull();
            assertThat(jar.getEntry(agent.replace('.', '/') + ".class")).isNotNull();
        }
    }

    @Test
    void jar_size_isSmall() throws IOException {
        assertThat(Files.size(HostJvm.agentJar())).isLessThan(MAX_BYTES);
    }

    private static InputStream outer() throws IOException {
        return Files.newInputStream(HostJvm.agentJar());
    }

    private static InputStream nested() throws IOException {
        return new ByteArrayInputStream(files(outer()).get(NESTED));
    }

    private static List<String> names(InputStream jar) throws IOException {
        List<String> names = new ArrayList<>();
        try (ZipInputStream zip = new ZipInputStream(jar)) {
            for (ZipEntry entry = zip.getNextEntry(); entry != null; entry = zip.getNextEntry()) {
                names.add(entry.getName());
            }
        }
        return names;
    }

    private static Map<String, byte[]> files(InputStream jar) throws IOException {
        Map<String, byte[]> files = new LinkedHashMap<>();
        try (ZipInputStream zip = new ZipInputStream(jar)) {
            for (ZipEntry entry = zip.getNextEntry(); entry != null; entry = zip.getNextEntry()) {
                if (!entry.isDirectory()) {
                    files.put(entry.getName(), zip.readAllBytes());
                }
            }
        }
        return files;
    }

    private static int majorVersion(byte[] classFile) {
        return ByteBuffer.wrap(classFile).getShort(6);
    }
}
