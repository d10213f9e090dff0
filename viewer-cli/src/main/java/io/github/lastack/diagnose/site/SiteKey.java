// SPDX-License-Identifier: Apache-2.0
// Copyright the Lastack authors
package io.github.lastack.diagnose.site;

import io.github.lastack.diagnose.problem.Cause;
import io.github.lastack.frame.FrameKind;
import io.github.lastack.model.Role;
import java.util.HashMap;
import java.util.Locale;
import java.util.Map;
import java.util.regex.MatchResult;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Identity of a site: two leaks with equal keys are the same leak. A key does not differ between two runs of the same
 * program, on any host or JDK.
 *
 * @param place the blamed frame as {@code class.method:line}
 */
public record SiteKey(Cause cause, Role role, String place) {

    /* Parts of a frame that are left out, and why:
     *
     * line of a JDK frame: it differs between updates of the JDK
     * name of the file: JFR does not record it, while frames that the agent prints have it
     * number of a lambda, of a proxy or accessor, address of a hidden class: the JVM numbers them as they are made
     * number of a lambda's body: javac counts lambdas, and another lambda above shifts the number; the line is kept
     */

    /** Factory of keys that computes the place of each frame once, since there are only a few frames. */
    public static final class Cache {
        private final Map<String, String> places = new HashMap<>();

        public SiteKey of(Cause cause, Role role, String blame) {
            return new SiteKey(cause, role, places.computeIfAbsent(blame, SiteKey::place));
        }
    }

    private static final Pattern FRAME = Pattern.compile("([^(]+)\\((?:.*:(\\d+))?.*\\)");
    private static final Pattern LAMBDA_BODY = Pattern.compile("lambda\\$(\\w+)\\$\\d+");

    /** Generated names, of which only the matched group is kept. */
    private static final Pattern NUMBERED = Pattern.compile("(\\$\\$Lambda)[$/\\w]*"
            + "|(\\$Proxy)\\d+"
            + "|(Generated(?:Method|Constructor|SerializationConstructor)Accessor)\\d+"
            + "|(\\$\\$(?:FastClass|Enhancer)By\\w*?\\$\\$)[0-9a-f]+"
            + "|(\\$\\$SpringCGLIB\\$\\$)\\d+"
            + "|(\\$(?:ByteBuddy|HibernateProxy)\\$)\\w+"
            + "|(_\\$\\$_(?:javassist|jvst))\\w*");

    /** Returns the part of a frame that is the same in every run. */
    public static String place(String frame) {
        Matcher parts = FRAME.matcher(frame);
        if (!parts.matches()) {
            return frame;
        }
        String method = LAMBDA_BODY.matcher(parts.group(1)).replaceAll("lambda\\$$1");
        String named = NUMBERED.matcher(method).replaceAll(SiteKey::kept);
        boolean hasLine = parts.group(2) != null && named.equals(method) && FrameKind.of(frame) != FrameKind.JDK;
        return hasLine ? named + ':' + parts.group(2) : named;
    }

    private static String kept(MatchResult match) {
        for (int group = 1; group <= match.groupCount(); group++) {
            if (match.group(group) != null) {
                return Matcher.quoteReplacement(match.group(group));
            }
        }
        return "";
    }

    public String fingerprint() {
        return cause.problem().word() + '/' + cause.word() + '/' + role.name().toLowerCase(Locale.ROOT) + '/' + place;
    }
}
