// SPDX-License-Identifier: Apache-2.0
// Copyright the Lastack authors
package io.github.lastack.history;

import io.github.lastack.facts.ClassNames;
import io.github.lastack.facts.SocketFact.ClassOrigin;
import io.github.lastack.facts.SourceFiles;
import io.github.lastack.frame.FrameKind;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;

/** The origins of classes, which say from where each class was loaded, by class name. Immutable. */
public final class ClassOrigins implements FrameKind.Origins {
    /** Origins of a recording whose agent recorded none. */
    public static final ClassOrigins NONE = new ClassOrigins(Map.of());

    private final Map<String, ClassOrigin> types;
    /** The origin that all known classes of a package share; null if they differ. */
    private final Map<String, ClassOrigin> packages = new HashMap<>();

    private final SourceFiles sourceFiles = new SourceFiles();

    private ClassOrigins(Map<String, ClassOrigin> types) {
        this.types = types;
        types.forEach((type, origin) -> {
            sourceFiles.learn(origin);
            if (!origin.archive().isEmpty()) {
                addToPackage(packageOf(type), origin);
            }
        });
    }

    private void addToPackage(String name, ClassOrigin origin) {
        ClassOrigin other = packages.get(name);
        if (other == null && !packages.containsKey(name)) {
            packages.put(name, origin);
        } else if (other != null && !other.isFromTheSame(origin)) {
            packages.put(name, null);
        }
    }

    public static ClassOrigins of(Stream<ClassOrigin> facts) {
        Map<String, ClassOrigin> types = new HashMap<>();
        facts.forEach(fact -> types.merge(fact.type(), fact, ClassOrigin::orBefore));
        return types.isEmpty() ? NONE : new ClassOrigins(types);
    }

    /** Merges several origins; of a class known to several, the last one counts. */
    public static ClassOrigins all(Collection<ClassOrigins> several) {
        return of(several.stream().flatMap(origins -> origins.types.values().stream()));
    }

    public boolean isEmpty() {
        return types.isEmpty();
    }

    /** Returns the origin of the class in a frame, of its enclosing class, or of its package. */
    public Optional<ClassOrigin> ofFrame(String frame) {
        return isEmpty() ? Optional.empty() : ofType(ClassNames.ofFrame(frame));
    }

    @Override
    public FrameKind.Origin originOf(String frame) {
        return ofFrame(frame).orElse(null);
    }

    private Optional<ClassOrigin> ofType(String type) {
        for (String each = type; !each.isEmpty(); each = ClassNames.outer(each)) {
            ClassOrigin origin = types.get(each);
            if (origin != null && !origin.archive().isEmpty()) {
                return Optional.of(origin);
            }
        }
        return Optional.ofNullable(packages.get(packageOf(type)));
    }

    private static String packageOf(String type) {
        return type.substring(0, type.lastIndexOf('.') + 1);
    }

    /** Returns frames that JFR has recorded, with the source files that their classes name. */
    List<String> withSourceFiles(List<String> stack) {
        return isEmpty() ? stack : stack.stream().map(sourceFiles::correct).toList();
    }
}
