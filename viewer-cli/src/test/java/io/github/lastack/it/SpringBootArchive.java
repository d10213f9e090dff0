// SPDX-License-Identifier: Apache-2.0
// Copyright the Lastack authors
package io.github.lastack.it;

import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Collections;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.jar.Attributes;
import java.util.jar.JarEntry;
import java.util.jar.JarFile;
import java.util.jar.JarOutputStream;
import java.util.jar.Manifest;
import java.util.stream.Stream;
import java.util.zip.CRC32;
import java.util.zip.ZipEntry;

/**
 * An application as Spring Boot's plugins pack it: the real loader, and in {@code BOOT-INF} the application's classes
 * and its libraries.
 *
 * @param classes of the application; the first has its {@code main}
 */
record SpringBootArchive(Loader loader, List<Class<?>> classes, List<Path> libraries) {
    /** A line of releases of the loader, and of Spring Boot. */
    enum Loader {
        BOOT_2("2", "2.7.", "org.springframework.boot.loader.JarLauncher", 8),
        BOOT_3("3", "3.5.", "org.springframework.boot.loader.launch.JarLauncher", 17);

        private final String line;
        private final String version;
        private final String main;

        /** The oldest JDK that it runs on. */
        final int from;

        Loader(String line, String version, String main, int from) {
            this.line = line;
            this.version = version;
            this.main = main;
            this.from = from;
        }

        /** What a web application on Tomcat needs. */
        List<Path> starterWeb() throws IOException {
            try (Stream<Path> jars = Files.list(Path.of(System.getProperty("lastack.springBoot") + line))) {
                return jars.toList();
            }
        }

        private Path jar() throws IOException {
            try (Stream<Path> jars = Files.list(Path.of(System.getProperty("lastack.springBootLoaders")))) {
                return jars.filter(jar -> jar.getFileName().toString().contains("-" + version))
                        .findFirst()
                        .orElseThrow();
            }
        }
    }

    static SpringBootArchive with(Loader loader) {
        return new SpringBootArchive(loader, List.of(), List.of());
    }

    SpringBootArchive classes(Class<?>... classes) {
        return new SpringBootArchive(loader, List.of(classes), libraries);
    }

    /** Adds them to those that it has. */
    SpringBootArchive libraries(List<Path> more) {
        List<Path> all = Stream.concat(libraries.stream(), more.stream()).toList();
        return new SpringBootArchive(loader, classes, all);
    }

    void pack(Path to) throws IOException {
        try (JarOutputStream jar = new JarOutputStream(Files.newOutputStream(to), manifest());
                JarFile classesOfLoader = new JarFile(loader.jar().toFile())) {
            for (JarEntry entry : Collections.list(classesOfLoader.entries())) {
                if (entry.getName().startsWith("org/springframework/")) {
                    jar.putNextEntry(new JarEntry(entry.getName()));
                    classesOfLoader.getInputStream(entry).transferTo(jar);
                }
            }
            Set<String> folders = new HashSet<>();
            for (Class<?> each : classes) {
                String file = each.getName().replace('.', '/') + ".class";
                folders("BOOT-INF/classes/" + file, folders, jar);
                jar.putNextEntry(new JarEntry("BOOT-INF/classes/" + file));
                try (InputStream bytes = each.getClassLoader().getResourceAsStream(file)) {
                    bytes.transferTo(jar);
                }
            }
            jar.putNextEntry(new JarEntry("BOOT-INF/lib/"));
            for (Path library : libraries) {
                store(jar, "BOOT-INF/lib/" + library.getFileName(), Files.readAllBytes(library));
            }
        }
    }

    /** Spring looks for an application's classes from their folder on. */
    private static void folders(String file, Set<String> known, JarOutputStream jar) throws IOException {
        for (int end = file.indexOf('/', "BOOT-INF/".length()); end >= 0; end = file.indexOf('/', end + 1)) {
            if (known.add(file.substring(0, end + 1))) {
                jar.putNextEntry(new JarEntry(file.substring(0, end + 1)));
            }
        }
    }

    private Manifest manifest() {
        Manifest manifest = new Manifest();
        Attributes attributes = manifest.getMainAttributes();
        attributes.put(Attributes.Name.MANIFEST_VERSION, "1.0");
        attributes.put(Attributes.Name.MAIN_CLASS, loader.main);
        attributes.putValue("Start-Class", classes.get(0).getName());
        attributes.putValue("Spring-Boot-Classes", "BOOT-INF/classes/");
        attributes.putValue("Spring-Boot-Lib", "BOOT-INF/lib/");
        return manifest;
    }

    /** The loader reads archives inside the archive as they lie there, and therefore none that is compressed. */
    private static void store(JarOutputStream jar, String name, byte[] bytes) throws IOException {
        CRC32 crc = new CRC32();
        crc.update(bytes);
        JarEntry entry = new JarEntry(name);
        entry.setMethod(ZipEntry.STORED);
        entry.setSize(bytes.length);
        entry.setCrc(crc.getValue());
        jar.putNextEntry(entry);
        jar.write(bytes);
    }
}
