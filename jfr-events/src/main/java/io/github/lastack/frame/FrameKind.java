// SPDX-License-Identifier: Apache-2.0
// Copyright the Lastack authors
package io.github.lastack.frame;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collection;
import java.util.Collections;
import java.util.List;
import java.util.Optional;

/** The owner of the code in a frame. */
public enum FrameKind {
    /** Code that the reader of the diagnosis can change. */
    APPLICATION,
    LIBRARY,
    /** Library code that is under every stack of its kind and says nothing: buffers, proxies, generated classes. */
    PLUMBING,
    JDK;

    /** Where the code of a class was loaded from. */
    public interface Origin {
        /** Returns the name of the archive or directory; empty if not known. */
        String archive();

        /** Returns whether it belongs to the application; null if that is not known. */
        Boolean application();
    }

    /** The origins of classes. */
    public interface Origins {
        /** Returns the origin of the class in a frame; null if it is not known. */
        Origin originOf(String frame);
    }

    /** The kinds of frames. */
    public interface Kinds {
        FrameKind kind(String frame);
    }

    private static final Origins NOT_KNOWN = new Origins() {
        @Override
        public Origin originOf(String frame) {
            return null;
        }
    };

    private static final List<String> JDK_PACKAGES = Arrays.asList("java.", "javax.", "jdk.", "sun.", "com.sun.");
    private static final List<String> LIBRARIES = FrameLists.lines(FrameKind.class, "libraries.txt");
    private static final List<String> PLUMBING_PACKAGES = FrameLists.lines(FrameKind.class, "plumbing.txt");
    private static final List<String> LAUNCHERS = FrameLists.lines(FrameKind.class, "launchers.txt");
    private static final List<String> GENERATED = Arrays.asList(
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
        return judge(mainClasses, NOT_KNOWN);
    }

    /**
     * Returns the judge for JVMs that ran the given main classes.
     *
     * @param origins the known archives of classes, which are better evidence than package names
     */
    public static Judge judge(Collection<String> mainClasses, Origins origins) {
        List<String> homes = new ArrayList<>();
        boolean launched = false;
        for (String main : mainClasses) {
            boolean isLauncher = FrameLists.startsWithAny(main, LAUNCHERS);
            launched |= isLauncher;
            if (main.indexOf('.') > 0 && !main.contains("/") && !isLauncher) {
                homes.add(home(main));
            }
        }
        return new Judge(homes, false, origins, launched);
    }

    /** Returns the judge by the user's choice: only the given packages and their subpackages are application code. */
    public static Judge judgeByPackages(Collection<String> packages) {
        List<String> prefixes = new ArrayList<>();
        for (String name : packages) {
            prefixes.add(name.endsWith(".") ? name : name + ".");
        }
        return new Judge(prefixes, true, NOT_KNOWN, false);
    }

    /** Returns the kind of a frame without knowledge of main classes. */
    public static FrameKind of(String frame) {
        return judge(Collections.<String>emptyList()).kind(frame);
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
    public static Optional<String> library(String frame) {
        if (isGenerated(frame)) {
            return Optional.of("generated code");
        }
        for (List<String> prefixes : Arrays.asList(LIBRARIES, PLUMBING_PACKAGES)) {
            for (String prefix : prefixes) {
                if (frame.startsWith(prefix)) {
                    return Optional.of(prefix.substring(0, prefix.length() - 1));
                }
            }
        }
        return Optional.empty();
    }

    private static boolean isGenerated(String frame) {
        String method = frame.substring(0, Math.max(frame.indexOf('('), 0));
        for (String part : GENERATED) {
            if (method.contains(part)) {
                return true;
            }
        }
        return false;
    }

    /** Decides which code is the application's. Immutable, as its origins are. */
    public static final class Judge implements Kinds {
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

        private final List<String> applications;
        private final boolean only;
        private final Origins origins;
        private final boolean launched;

        /**
         * A judge.
         *
         * @param only whether no other code is application code
         * @param launched whether a main class is a launcher's, whose archive gives no evidence
         */
        private Judge(List<String> applications, boolean only, Origins origins, boolean launched) {
            this.applications = applications;
            this.only = only;
            this.origins = origins;
            this.launched = launched;
        }

        List<String> applications() {
            return applications;
        }

        @Override
        public FrameKind kind(String frame) {
            if (isGenerated(frame)) {
                return PLUMBING;
            }
            if (only && FrameLists.startsWithAny(frame, applications)) {
                return APPLICATION;
            }
            if (FrameLists.startsWithAny(frame, JDK_PACKAGES)) {
                return JDK;
            }
            if (FrameLists.startsWithAny(frame, applications)) {
                return APPLICATION;
            }
            boolean listed = FrameLists.startsWithAny(frame, LIBRARIES);
            Origin known = origins.originOf(frame);
            Origin origin = known != null && isTold(known) ? known : null;
            if (origin != null && origin.application() && !(listed && isJar(origin))) {
                return APPLICATION;
            }
            if (FrameLists.startsWithAny(frame, PLUMBING_PACKAGES)) {
                return PLUMBING;
            }
            boolean foreign = origin != null && !origin.application();
            return only || foreign || listed ? LIBRARY : APPLICATION;
        }

        /**
         * Returns whether the archive is evidence. A launcher's own archive gives no evidence about other jars, except
         * about those of a web application.
         */
        private boolean isTold(Origin origin) {
            return origin.application() != null && !(launched && isJar(origin) && !isInside(origin));
        }

        private static boolean isJar(Origin origin) {
            return !origin.archive().endsWith("/") && !origin.archive().endsWith("-INF/classes");
        }

        private static boolean isInside(Origin origin) {
            return origin.archive().contains("/");
        }
    }
}
