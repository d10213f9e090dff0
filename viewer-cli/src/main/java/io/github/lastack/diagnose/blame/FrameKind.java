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

/** The owner of the code in a frame. */
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

    /**
     * Returns the judge for JVMs that ran the given main classes. The packages around a main class are application
     * code.
     */
    public static Judge judge(Collection<String> mainClasses) {
        return judge(mainClasses, ClassOrigins.NONE);
    }

    /**
     * Returns the judge for JVMs that ran the given main classes.
     *
     * @param origins the known archives of classes, which are better evidence than package names
     */
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

    /** Returns the judge by the user's choice: only the given packages and their subpackages are application code. */
    public static Judge judgeByPackages(Collection<String> packages) {
        return new Judge(
                packages.stream()
                        .map(name -> name.endsWith(".") ? name : name + ".")
                        .toList(),
                true,
                ClassOrigins.NONE,
                false);
    }

    /** Returns the kind of a frame without knowledge of main classes. */
    public static FrameKind of(String frame) {
        return judge(List.of()).kind(frame);
    }

    /**
     * Returns the main class's package. For a main class inside a library's name space, such as an Apache server's,
     * returns the project's package, since the project's classes are spread below it.
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

    /** Returns the library that a frame belongs to, as far as its class name tells. */
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
     * Decides which code is the application's in the recorded JVMs.
     *
     * @param only whether no other code is application code
     * @param launched whether a main class is a launcher's, whose archive gives no evidence
     */
    public record Judge(List<String> applications, boolean only, ClassOrigins origins, boolean launched) {
        /* The kind of a frame is decided by the first of these rules that applies:
         *
         * 1. Generated code is plumbing.
         * 2. Packages that the user has named are the application's.
         * 3. The JDK's packages are the JDK's.
         * 4. Packages around the main class are the application's.
         * 5. Archives of the application have its code. A jar may have shaded libraries: there libraries.txt decides.
         * 6. Packages in plumbing.txt are plumbing.
         * 7. Archives that are not the application's have library code.
         * 8. Packages in libraries.txt are libraries; all other code is the application's.
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

        /**
         * Returns whether the archive is evidence. A launcher's own archive gives no evidence about other jars, except
         * about those of a web application.
         */
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
