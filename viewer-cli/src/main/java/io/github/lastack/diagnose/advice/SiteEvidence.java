// SPDX-License-Identifier: Apache-2.0
// Copyright the Lastack authors
package io.github.lastack.diagnose.advice;

import io.github.lastack.diagnose.blame.Reason;
import io.github.lastack.diagnose.blame.UsedApi;
import io.github.lastack.model.Role;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * What of a site's connections tells more than its cause does: the stacks that most of them have, each without what is
 * further out than the application's frame that is blamed in it, and how many are alike.
 *
 * @param reason why most are blamed on the site's frame
 */
public record SiteEvidence(Role role, Reason reason, Parts parts, Counts counts) {

    /**
     * The stacks that most of the connections have.
     */
    public record Parts(Part opened, Part lastUsed, Part closed) {}

    /**
     * How many connections are alike.
     *
     * @param connections how many were looked at
     * @param neverRead of how many no read has returned anything
     * @param unread for how many received data waits
     * @param gaveUp how many have ended since the peer could not be reached any more, and not by a reset
     */
    public record Counts(int connections, int neverRead, int unread, int gaveUp) {}

    /**
     * A part of a stack, innermost frame first.
     *
     * @param inside what the application's frame has called; all of the stack where it has no such frame
     * @param outside the application's frame and its callers; empty where there is none
     */
    public record Part(List<String> inside, List<String> outside) {
        static final Part NONE = new Part(List.of(), List.of());

        boolean has(String method) {
            return inside.stream().anyMatch(frame -> frame.contains(method));
        }
    }

    /** What the application has in its hands: by the last use, else by the opening, which for a server says nothing. */
    Optional<UsedApi> hands() {
        return Stream.of(lastUsed(), role == Role.CLIENT ? opened() : Part.NONE)
                .map(part -> UsedApi.of(part.inside()))
                .flatMap(Optional::stream)
                .filter(hands -> (role == Role.SERVER) == isServers(hands))
                .findFirst();
    }

    private static boolean isServers(UsedApi hands) {
        return hands == UsedApi.EXCHANGE || hands == UsedApi.UNDERTOW_EXCHANGE || hands == UsedApi.SERVLET;
    }

    boolean has(UsedApi hands) {
        return hands().filter(hands::equals).isPresent();
    }

    /** Whether a servlet's response was handed on: begun by startAsync, or written where no servlet is at work. */
    boolean isAsynchronousServlet() {
        boolean served = lastUsed().outside().stream().anyMatch(frame -> frame.contains(".HttpServlet.service("));
        return has(UsedApi.SERVLET)
                && (lastUsed().has(".startAsync(")
                        || !served && !lastUsed().outside().isEmpty());
    }

    /** Whether the driver was still about to open it when it was used last. */
    boolean isLoggingIn() {
        return lastUsed().has(".Driver.connect(") || lastUsed().has("java.sql.DriverManager.getConnection(");
    }

    boolean isHeldNow() {
        return reason == Reason.HELD_NOW;
    }

    boolean isUnread() {
        return unread() > 0 && unread() == connections();
    }

    public Part opened() {
        return parts.opened();
    }

    public Part lastUsed() {
        return parts.lastUsed();
    }

    public Part closed() {
        return parts.closed();
    }

    public int connections() {
        return counts.connections();
    }

    public int neverRead() {
        return counts.neverRead();
    }

    public int unread() {
        return counts.unread();
    }

    public int gaveUp() {
        return counts.gaveUp();
    }
}
