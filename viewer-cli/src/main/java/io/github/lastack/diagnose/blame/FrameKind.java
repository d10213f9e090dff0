// SPDX-License-Identifier: Apache-2.0
// Copyright the Lastack authors
package io.github.lastack.diagnose.blame;

import io.github.lastack.facts.SocketFact.ClassOrigin;
import io.github.lastack.history.ClassOrigins;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/** Whose code a frame is. */
public enum FrameKind {
    /** Code that the reader of the diagnosis can change. */
    APPLICATION,
    LIBRARY,
    /** Library code that is under every stack of its kind and says nothing: buffers, proxies, generated classes. */
    PLUMBING,
    JDK;

    private static final List<String> JDK_PACKAGES = List.of("java.", "javax.", "jdk.", "sun.", "com.sun.");
    private static final List<String> LIBRARIES = lines("libraries.txt");
    private static final List<String> PLUMBING_PACKAGES = lines("plumbing.txt");
    private static final List<String> LAUNCHERS = lines("launchers.txt");
    private static final List<String> GENERATED = List.of(
            "$$Lambda",
            "$$FastClassBy",
            "$$EnhancerBy",
            "$$SpringCGLIB$$",
            ".$Proxy",
            "$ByteBuddy$",
            "$HibernateProxy$",
            "_$$_javassist",
            "_$$_jvst",
            "_ClientProxy.");

    /** Tells frames apart in JVMs that ran these main classes; what is around a main class is application. */
    public static Judge judge(Collection<String> mainClasses) {
        return judge(mainClasses, ClassOrigins.NONE);
    }

    /** @param origins tell more than the names of packages, as far as they are known */
    public static Judge judge(Collection<String> mainClasses, ClassOrigins origins) {
        return new Judge(
                mainClasses.stream()
                        .filter(main -> main.indexOf('.') > 0 && !main.contains("/") && !startsWithAny(main, LAUNCHERS))
                        .map(FrameKind::home)
                        .toList(),
                false,
                origins,
                mainClasses.stream().anyMatch(main -> startsWithAny(main, LAUNCHERS)));
    }

    /** Takes the user's word for what is application code: these packages, those below them, and nothing else. */
    public static Judge judgeByPackages(Collection<String> packages) {
        return new Judge(
                packages.stream()
                        .map(name -> name.endsWith(".") ? name : name + ".")
                        .toList(),
                true,
                ClassOrigins.NONE,
                false);
    }

    /** Without the main class's word for it. */
    public static FrameKind of(String frame) {
        return judge(List.of()).kind(frame);
    }

    /**
     * The main class's package; for one inside a library's name space, such as a server of the Apache foundation, the
     * project's package, since its classes are spread below it.
     */
    private static String home(String mainClass) {
        String ofPackage = mainClass.substring(0, mainClass.lastIndexOf('.') + 1);
        for (String library : LIBRARIES) {
            if (ofPackage.startsWith(library)) {
                int dot = ofPackage.indexOf('.', library.length());
                return dot < 0 ? ofPackage : ofPackage.substring(0, dot + 1);
            }
        }
        return ofPackage;
    }

    /** Which library's code it is, as far as the name of a class tells. */
    static Optional<String> library(String frame) {
        if (isGenerated(frame)) {
            return Optional.of("generated code");
        }
        return Stream.concat(LIBRARIES.stream(), PLUMBING_PACKAGES.stream())
                .filter(frame::startsWith)
                .findFirst()
                .map(prefix -> prefix.substring(0, prefix.length() - 1));
    }

    private static boolean isGenerated(String frame) {
        String method = frame.substring(0, Math.max(frame.indexOf('('), 0));
        return GENERATED.stream().anyMatch(method::contains);
    }

    public static boolean startsWithAny(String text, List<String> prefixes) {
        for (String prefix : prefixes) {
            if (text.startsWith(prefix)) {
                return true;
            }
        }
        return false;
    }

    static List<String> lines(String resource) {
        try (InputStream in = FrameKind.class.getResourceAsStream(resource)) {
            List<String> lines = new ArrayList<>();
            for (String line : new String(in.readAllBytes(), StandardCharsets.UTF_8).split("\n")) {
                if (!line.isBlank() && !line.startsWith("#")) {
                    lines.add(line.strip());
                }
            }
            return List.copyOf(lines);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /**
     * Knows what is application code of the recorded JVMs.
     *
     * @param only whether nothing else is application code
     * @param launched whether a main class is a launcher's, from whose archive nothing follows
     */
    public record Judge(List<String> applications, boolean only, ClassOrigins origins, boolean launched) {
        /* Whose code a frame is, by the first of these that knows:
         *
         * 1. What is generated is plumbing.
         * 2. The packages that the user has named.
         * 3. The JDK's packages.
         * 4. The packages around the main class.
         * 5. The archive says "the application's". A jar may have libraries shaded in: in it libraries.txt is right.
         * 6. plumbing.txt.
         * 7. The archive says "not the application's".
         * 8. libraries.txt; all else is the application's.
         */

        FrameKind kind(String frame) {
            if (isGenerated(frame)) {
                return PLUMBING;
            }
            if (only && startsWithAny(frame, applications)) {
                return APPLICATION;
            }
            if (startsWithAny(frame, JDK_PACKAGES)) {
                return JDK;
            }
            if (startsWithAny(frame, applications)) {
                return APPLICATION;
            }
            boolean listed = startsWithAny(frame, LIBRARIES);
            ClassOrigin origin = origins.ofFrame(frame).filter(this::isTold).orElse(null);
            if (origin != null && origin.application() && !(listed && isJar(origin))) {
                return APPLICATION;
            }
            if (startsWithAny(frame, PLUMBING_PACKAGES)) {
                return PLUMBING;
            }
            boolean foreign = origin != null && !origin.application();
            return only || foreign || listed ? LIBRARY : APPLICATION;
        }

        /** A launcher's own archive tells nothing of other jars, but for those of a web application. */
        private boolean isTold(ClassOrigin origin) {
            return origin.application() != null && !(launched && isJar(origin) && !isInside(origin));
        }

        private static boolean isJar(ClassOrigin origin) {
            return !origin.archive().endsWith("/") && !origin.archive().endsWith("-INF/classes");
        }

        private static boolean isInside(ClassOrigin origin) {
            return origin.archive().contains("/");
        }
    }
}
