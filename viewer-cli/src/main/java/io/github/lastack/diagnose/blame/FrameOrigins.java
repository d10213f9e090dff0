// SPDX-License-Identifier: Apache-2.0
// Copyright the Lastack authors
package io.github.lastack.diagnose.blame;

import io.github.lastack.facts.ClassNames;
import io.github.lastack.facts.SocketFact.ClassOrigin;
import io.github.lastack.frame.FrameKind;
import io.github.lastack.history.ClassOrigins;
import io.github.lastack.history.ConnectionHistory;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Stream;

/** The archives from which the code in frames was loaded, for display. Immutable. */
public final class FrameOrigins {
    private final ClassOrigins origins;
    private final FrameKind.Judge judge;

    public FrameOrigins(ClassOrigins origins, FrameKind.Judge judge) {
        this.origins = origins;
        this.judge = judge;
    }

    /** An archive as JSON represents it. */
    public record Archive(String name, String version, boolean application) {}

    /** Returns the kind of a frame. If the archive is unknown, the package alone decides. */
    public FrameKind kind(String frame) {
        return origins.ofFrame(frame).isPresent() ? judge.kind(frame) : FrameKind.of(frame);
    }

    /**
     * Returns the frame, with its archive if it belongs to a library, as loggers print it: {@code
     * ~[netty-common-4.1.0.jar]}.
     */
    public String shown(String frame) {
        return frame + suffix(frame);
    }

    /**
     * Returns the archive as a suffix of the frame; empty if the frame is not a library's or its archive is unknown.
     */
    public String suffix(String frame) {
        return origins.ofFrame(frame)
                .filter(origin -> isOfLibrary(judge.kind(frame)))
                .map(FrameOrigins::suffix)
                .orElse("");
    }

    /**
     * Returns the owner of code that is not the application's: {@code the JDK}, an archive, or the packages of a
     * library whose archive is unknown. Returns an empty string for the application's code.
     */
    public String foreign(String frame) {
        FrameKind kind = judge.kind(frame);
        if (kind == FrameKind.JDK) {
            return "the JDK";
        }
        if (kind == FrameKind.APPLICATION) {
            return "";
        }
        ClassOrigin origin = origins.ofFrame(frame).orElse(null);
        // An archive of the application may contain shaded libraries.
        if (origin != null && !Boolean.TRUE.equals(origin.application())) {
            return withoutFolder(named(origin));
        }
        return FrameKind.library(frame).orElse(origin == null ? "libraries" : withoutFolder(named(origin)));
    }

    /** Returns {@code lib.jar} for {@code BOOT-INF/lib/lib.jar}; directories of classes keep their path. */
    private static String withoutFolder(String archive) {
        return archive.contains(".jar") ? archive.substring(archive.lastIndexOf('/') + 1) : archive;
    }

    private static boolean isOfLibrary(FrameKind kind) {
        return kind == FrameKind.LIBRARY || kind == FrameKind.PLUMBING;
    }

    private static String suffix(ClassOrigin origin) {
        return " ~[" + named(origin) + "]";
    }

    private static String named(ClassOrigin origin) {
        boolean says = origin.version().isEmpty() || origin.archive().contains(origin.version());
        return origin.archive() + (says ? "" : ":" + origin.version());
    }

    /**
     * Returns the archives of the classes in stacks, by class name.
     *
     * @param heldNow the holder's stack; empty if unknown
     */
    public Map<String, Archive> archives(ConnectionHistory.Stacks stacks, List<String> heldNow) {
        Map<String, Archive> archives = new TreeMap<>();
        Stream.concat(stacks.all().stream(), Stream.of(heldNow))
                .flatMap(List::stream)
                .forEach(frame -> origins.ofFrame(frame)
                        .ifPresent(origin -> archives.putIfAbsent(
                                ClassNames.ofFrame(frame),
                                new Archive(
                                        origin.archive(),
                                        origin.version(),
                                        judge.kind(frame) == FrameKind.APPLICATION))));
        return archives;
    }
}
