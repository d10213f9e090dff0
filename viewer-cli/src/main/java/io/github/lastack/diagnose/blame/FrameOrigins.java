// SPDX-License-Identifier: Apache-2.0
// Copyright the Lastack authors
package io.github.lastack.diagnose.blame;

import io.github.lastack.facts.ClassNames;
import io.github.lastack.facts.SocketFact.ClassOrigin;
import io.github.lastack.history.ClassOrigins;
import io.github.lastack.history.ConnectionHistory;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Stream;

/** From which archives the code in frames came, for those who show them. Immutable. */
public final class FrameOrigins {
    private final ClassOrigins origins;
    private final FrameKind.Judge judge;

    public FrameOrigins(ClassOrigins origins, FrameKind.Judge judge) {
        this.origins = origins;
        this.judge = judge;
    }

    /** An archive, as JSON has it. */
    public record Archive(String name, String version, boolean application) {}

    /** Whose code it is; where its archive is not known, by its package alone. */
    public FrameKind kind(String frame) {
        return origins.ofFrame(frame).isPresent() ? judge.kind(frame) : FrameKind.of(frame);
    }

    /** Frames of libraries with their archive, as loggers print it: {@code ~[netty-common-4.1.0.jar]}. */
    public String shown(String frame) {
        return frame + suffix(frame);
    }

    /** Empty for what is no library's, or of an unknown archive. */
    public String suffix(String frame) {
        return origins.ofFrame(frame)
                .filter(origin -> isOfLibrary(judge.kind(frame)))
                .map(FrameOrigins::suffix)
                .orElse("");
    }

    /**
     * Whose code it is that is not the application's: {@code the JDK}, an archive, or the packages of a library that
     * does not say. Empty for the application's.
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
        // An archive of the application's may have libraries shaded in.
        if (origin != null && !Boolean.TRUE.equals(origin.application())) {
            return withoutFolder(named(origin));
        }
        return FrameKind.library(frame).orElse(origin == null ? "libraries" : withoutFolder(named(origin)));
    }

    /** {@code lib.jar} of {@code BOOT-INF/lib/lib.jar}; folders of classes keep theirs. */
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
     * The archives of the classes in stacks, by the names of the classes.
     *
     * @param heldNow the holder's stack; empty if that is not known
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
