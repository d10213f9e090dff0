// SPDX-License-Identifier: Apache-2.0
// Copyright the Lastack authors
package io.github.lastack.agent.connection.stack;

import io.github.lastack.frame.FrameKind;
import java.util.HashMap;
import java.util.Map;
import java.util.Objects;

/**
 * Finds where the code of a frame was loaded from: by its class, by the class around it, or by its package where all
 * known classes of the package have one origin. Immutable.
 */
final class OriginLookup implements FrameKind.Origins {
    private final Map<String, KnownOrigin> types;
    private final Map<String, KnownOrigin> packages = new HashMap<>(); // null where origins differ

    /**
     * A lookup.
     *
     * @param types the origins by the names of classes; not changed any more
     */
    OriginLookup(Map<String, KnownOrigin> types) {
        this.types = types;
        for (Map.Entry<String, KnownOrigin> type : types.entrySet()) {
            addToPackage(packageOf(type.getKey()), type.getValue());
        }
    }

    private void addToPackage(String name, KnownOrigin origin) {
        KnownOrigin other = packages.get(name);
        if (other == null && !packages.containsKey(name)) {
            packages.put(name, origin);
        } else if (other != null && !other.equals(origin)) {
            packages.put(name, null);
        }
    }

    @Override
    public FrameKind.Origin originOf(String frame) {
        int method = frame.lastIndexOf('.', Math.max(frame.indexOf('('), 0));
        String type = method < 0 ? "" : frame.substring(0, method);
        for (String each = type; !each.isEmpty(); each = outer(each)) {
            KnownOrigin origin = types.get(each);
            if (origin != null) {
                return origin;
            }
        }
        return packages.get(packageOf(type));
    }

    private static String outer(String type) {
        int nested = type.lastIndexOf('$');
        return nested <= type.lastIndexOf('.') + 1 ? "" : type.substring(0, nested);
    }

    private static String packageOf(String type) {
        return type.substring(0, type.lastIndexOf('.') + 1);
    }

    /** An archive, and whether it is the application's. Immutable. */
    static final class KnownOrigin implements FrameKind.Origin {
        private final String archive;
        private final Boolean application;

        /**
         * An origin.
         *
         * @param application null if not known
         */
        KnownOrigin(String archive, Boolean application) {
            this.archive = archive;
            this.application = application;
        }

        @Override
        public String archive() {
            return archive;
        }

        @Override
        public Boolean application() {
            return application;
        }

        @Override
        public boolean equals(Object other) {
            return other instanceof KnownOrigin
                    && archive.equals(((KnownOrigin) other).archive)
                    && Objects.equals(application, ((KnownOrigin) other).application);
        }

        @Override
        public int hashCode() {
            return archive.hashCode();
        }
    }
}
