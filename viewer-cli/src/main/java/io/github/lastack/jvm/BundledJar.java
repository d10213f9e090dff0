// SPDX-License-Identifier: Apache-2.0
// Copyright the Lastack authors
package io.github.lastack.jvm;

import java.io.FileNotFoundException;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;

/** A jar inside this jar. */
enum BundledJar {
    AGENT("lastack-agent.jar"),
    SAMPLES("lastack-samples.jar");

    private final String file;

    BundledJar(String file) {
        this.file = file;
    }

    String fileName() {
        return file;
    }

    InputStream open() throws IOException {
        InputStream jar = BundledJar.class.getResourceAsStream(file);
        if (jar == null) {
            throw new FileNotFoundException(
                    file + " is not inside this jar: run the lastack.jar that mvn package builds");
        }
        return jar;
    }

    /** Writes the jar into the folder, so that another JVM can load it. */
    Path extractTo(Path folder) throws IOException {
        try (InputStream jar = open()) {
            Path extracted = folder.resolve(file);
            Files.copy(jar, extracted);
            return extracted;
        }
    }
}
