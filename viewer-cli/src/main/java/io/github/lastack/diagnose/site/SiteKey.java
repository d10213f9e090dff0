// SPDX-License-Identifier: Apache-2.0
// Copyright the Lastack authors
package io.github.lastack.diagnose.site;

import io.github.lastack.diagnose.blame.FrameKind;
import io.github.lastack.diagnose.problem.Cause;
import io.github.lastack.model.Role;
import java.util.HashMap;
import java.util.Locale;
import java.util.Map;
import java.util.regex.MatchResult;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * What makes two leaks the same: nothing in it differs between two runs of the same program, on whatever host or JDK.
 *
 * @param place the blamed frame as {@code class.method:line}
 */
public record SiteKey(Cause cause, Role role, String place) {

    /* What is left out of a frame, and why:
     *
     * line of a JDK frame: differs between updates of the JDK
     * name of the file: JFR does not record it, what the agent prints has it
     * number of a lambda, of a proxy or accessor, address of a hidden class: counted as they are made
     * number of a lambda's body: javac counts them, and the next lambda above shifts them; the line stays
     */

    /** Makes keys; the places of frames, of which there are but few, are found once. */
    public static final class Cache {
        private final Map<String, String> places = new HashMap<>();

        public SiteKey of(Cause cause, Role role, String blame) {
            return new SiteKey(cause, role, places.computeIfAbsent(blame, SiteKey::place));
        }
    }

    private static final Pattern FRAME = Pattern.compile("([^(]+)\\((?:.*:(\\d+))?.*\\)");
    private static final Pattern LAMBDA_BODY = Pattern.compile("lambda\\$(\\w+)\\$\\d+");

    /** The first group stays. */
    private static final Pattern NUMBERED = Pattern.compile("(\\$\\$Lambda)[$/\\w]*"
            + "|(\\$Proxy)\\d+"
            + "|(Generated(?:Method|Constructor|SerializationConstructor)Accessor)\\d+"
            + "|(\\$\\$(?:FastClass|Enhancer)By\\w*?\\$\\$)[0-9a-f]+"
            + "|(\\$\\$SpringCGLIB\\$\\$)\\d+"
            + "|(\\$(?:ByteBuddy|HibernateProxy)\\$)\\w+"
            + "|(_\\$\\$_(?:javassist|jvst))\\w*");

    /** What of a frame is the same in every run. */
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
