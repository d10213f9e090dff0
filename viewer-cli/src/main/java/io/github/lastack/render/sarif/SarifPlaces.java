// SPDX-License-Identifier: Apache-2.0
// Copyright the Lastack authors
package io.github.lastack.render.sarif;

import com.fasterxml.jackson.core.JsonGenerator;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;

/** Writes SARIF's {@code location} objects of frames and files. */
final class SarifPlaces {
    /** Where the paths of a log start, by the convention of SARIF's readers. */
    private static final String BASE = "%SRCROOT%";

    private final SourceRoots sources;
    private final Path folder;
    private final JsonGenerator json;

    /** @param folder the folder that paths start from */
    SarifPlaces(SourceRoots sources, Path folder, JsonGenerator json) {
        this.sources = sources;
        this.folder = folder.toAbsolutePath().normalize();
        this.json = json;
    }

    /** Describes the base of all paths; where it is on this machine is nobody else's business. */
    static void base(JsonGenerator json) throws IOException {
        json.writeObjectFieldStart("originalUriBaseIds");
        json.writeObjectFieldStart(BASE);
        json.writeObjectFieldStart("description");
        json.writeStringField("text", "The folder in which lastack check was run");
        json.writeEndObject();
        json.writeEndObject();
        json.writeEndObject();
    }

    /** Returns the first of the frames whose source is found; null if none is. */
    String firstWithSource(List<String> frames) {
        return frames.stream()
                .filter(frame -> SourceLine.of(frame).flatMap(sources::find).isPresent())
                .findFirst()
                .orElse(null);
    }

    /** Writes the place of a frame: its method, and its file and line if they are found. */
    void frame(String frame) throws IOException {
        Optional<SourceLine> source = SourceLine.of(frame);
        json.writeStartObject();
        if (source.isPresent()) {
            Optional<Path> file = sources.find(source.get());
            if (file.isPresent()) {
                physical(file.get(), source.get().line());
            }
        }
        json.writeArrayFieldStart("logicalLocations");
        json.writeStartObject();
        json.writeStringField(
                "fullyQualifiedName", source.map(SourceLine::method).orElse(frame));
        json.writeStringField("kind", "function");
        json.writeEndObject();
        json.writeEndArray();
        json.writeObjectFieldStart("message");
        json.writeStringField("text", frame);
        json.writeEndObject();
        json.writeEndObject();
    }

    /** Writes the place of a whole file, as its first line: readers that show lines refuse a place without one. */
    void file(String file) throws IOException {
        json.writeStartObject();
        physical(Path.of(file).toAbsolutePath().normalize(), 1);
        json.writeEndObject();
    }

    /** @param line from 1 */
    private void physical(Path file, int line) throws IOException {
        json.writeObjectFieldStart("physicalLocation");
        json.writeObjectFieldStart("artifactLocation");
        if (file.startsWith(folder)) {
            json.writeStringField("uri", relative(file));
            json.writeStringField("uriBaseId", BASE);
        } else {
            json.writeStringField("uri", file.toUri().toString());
        }
        json.writeEndObject();
        json.writeObjectFieldStart("region");
        json.writeNumberField("startLine", line);
        json.writeEndObject();
        json.writeEndObject();
    }

    /** Returns the path below the folder as a URI reference: blanks and the like are escaped. */
    private String relative(Path file) {
        String base = folder.toUri().toString();
        return file.toUri().toString().substring(base.endsWith("/") ? base.length() : base.length() + 1);
    }
}
