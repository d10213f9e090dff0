// SPDX-License-Identifier: Apache-2.0
// Copyright the Lastack authors
package io.github.lastack.it;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import java.util.zip.ZipEntry;
import java.util.zip.ZipOutputStream;
import javax.tools.JavaCompiler;
import javax.tools.SimpleJavaFileObject;
import javax.tools.ToolProvider;

/** A jar as Maven packs it, compiled from one source for Java 8. */
final class CompiledJar {
    private CompiledJar() {}

    /**
     * @param sourceFile the name that the classes have as theirs
     * @param classPath what the source wants, besides that of this JVM
     */
    static Path of(Path jar, String group, String sourceFile, String source, Path... classPath) throws IOException {
        String artifact = jar.getFileName().toString().replaceAll("-[0-9].*", "");
        Path classes = Files.createDirectories(jar.resolveSibling(artifact));
        JavaCompiler compiler = ToolProvider.getSystemJavaCompiler();
        String path = Stream.concat(
                        Stream.of(classPath).map(Path::toString), Stream.of(System.getProperty("java.class.path")))
                .reduce((one, other) -> one + System.getProperty("path.separator") + other)
                .orElseThrow();
        List<String> options = List.of(
                "--release", "8", "-Xlint:-options", "-proc:none", "-g", "-d", classes.toString(), "-classpath", path);
        assertThat(compiler.getTask(null, null, null, options, null, List.of(new Source(sourceFile, source)))
                        .call())
                .isTrue();
        try (ZipOutputStream zip = new ZipOutputStream(Files.newOutputStream(jar));
                Stream<Path> files = Files.walk(classes)) {
            zip.putNextEntry(new ZipEntry("META-INF/maven/" + group + '/' + artifact + "/pom.properties"));
            for (Path file : files.filter(Files::isRegularFile).toList()) {
                zip.putNextEntry(new ZipEntry(classes.relativize(file).toString()));
                zip.write(Files.readAllBytes(file));
            }
        }
        return jar;
    }

    private static final class Source extends SimpleJavaFileObject {
        private final String text;

        Source(String file, String text) {
            super(URI.create("string:///" + file), Kind.SOURCE);
            this.text = text;
        }

        @Override
        public boolean isNameCompatible(String simpleName, Kind kind) {
            return true; // a public class may be in a file of any other language
        }

        @Override
        public CharSequence getCharContent(boolean ignoreEncodingErrors) {
            return text;
        }
    }
}
