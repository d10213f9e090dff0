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
 * Evidence from a site's connections that tells more than the cause does: the stacks that most of them have, and how
 * many connections are alike. Each stack excludes the frames further out than the application frame that is blamed in
 * it.
 *
 * @param reason the reason for which most connections are blamed on the site's frame
 */
public record SiteEvidence(Role role, Reason reason, Parts parts, Counts counts) {

    /** The stacks that most of the connections have. */
    public record Parts(Part opened, Part lastUsed, Part closed) {}

    /**
     * The number of connections that are alike.
     *
     * @param connections the number of connections examined
     * @param neverRead the number of connections from which no read has returned anything
     * @param unread the number of connections with received data waiting
     * @param gaveUp the number of connections that ended because the peer had become unreachable, and not by a reset
     */
    public record Counts(int connections, int neverRead, int unread, int gaveUp) {}

    /**
     * A part of a stack, innermost frame first.
     *
     * @param inside the frames called by the application's frame; the whole stack if it has no such frame
     * @param outside the application's frame and its callers; empty if there are none
     */
    public record Part(List<String> inside, List<String> outside) {
        static final Part NONE = new Part(List.of(), List.of());

        boolean has(String method) {
            return inside.stream().anyMatch(frame -> frame.contains(method));
        }
    }

    /**
     * Returns the API object that the application uses, according to the last use, else to the opening. A server's
     * opening says nothing.
     */
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

    /**
     * Returns whether a servlet's response was handed on: begun by startAsync, or written where no servlet is running.
     */
    boolean isAsynchronousServlet() {
        boolean served = lastUsed().outside().stream().anyMatch(frame -> frame.contains(".HttpServlet.service("));
        return has(UsedApi.SERVLET)
                && (lastUsed().has(".startAsync(")
                        || !served && !lastUsed().outside().isEmpty());
    }

    /** Returns whether the driver was still opening the connection at its last use. */
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
