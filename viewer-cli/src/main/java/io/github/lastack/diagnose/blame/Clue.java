// SPDX-License-Identifier: Apache-2.0
// Copyright the Lastack authors
package io.github.lastack.diagnose.blame;

import io.github.lastack.history.ConnectionHistory;
import io.github.lastack.model.Role;
import java.util.ArrayList;
import java.util.List;

/** A stack of a connection, with the operation that was done there. */
public record Clue(Reason reason, List<String> stack) {
    /**
     * Returns the clues to the holder of an open connection, the strongest evidence first. The opening is strong
     * evidence for a client. For a server it is weak, since the opener is the accept loop.
     */
    public static List<Clue> holder(ConnectionHistory connection, Clue... before) {
        ConnectionHistory.Stacks stacks = connection.stacks();
        List<Clue> clues = new ArrayList<>(List.of(before));
        if (connection.isLastUseExact()) {
            // The read that returned the end of stream is a use, too.
            boolean isEnd = stacks.lastUsed().equals(stacks.endOfStream());
            clues.add(new Clue(isEnd ? Reason.END_OF_STREAM : Reason.LAST_USE, stacks.lastUsed()));
        }
        clues.add(endOfStream(connection));
        if (connection.role() == Role.CLIENT) {
            clues.addAll(opened(connection));
        }
        clues.add(new Clue(Reason.EARLIER_USE, stacks.lastUsed()));
        clues.add(new Clue(Reason.LAST_WRITE, stacks.lastWritten()));
        return clues;
    }

    boolean isUse() {
        return reason == Reason.LAST_USE || reason == Reason.EARLIER_USE || reason == Reason.LAST_WRITE;
    }

    public static Clue endOfStream(ConnectionHistory connection) {
        return new Clue(Reason.END_OF_STREAM, connection.stacks().endOfStream());
    }

    public static Clue shutDown(ConnectionHistory connection) {
        return new Clue(Reason.SHUT_DOWN, connection.stacks().shutDown());
    }

    public static Clue closed(ConnectionHistory connection) {
        return new Clue(Reason.CLOSED, connection.stacks().closed());
    }

    /**
     * Returns the clues to the opening: where the connection was connected or accepted, and where the channel was
     * created, if that was another task.
     */
    public static List<Clue> opened(ConnectionHistory connection) {
        return List.of(
                new Clue(Reason.OPENED, connection.stacks().opened()),
                new Clue(Reason.OPENED, connection.stacks().made()));
    }
}
