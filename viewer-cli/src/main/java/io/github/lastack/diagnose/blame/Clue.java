// SPDX-License-Identifier: Apache-2.0
// Copyright the Lastack authors
package io.github.lastack.diagnose.blame;

import io.github.lastack.history.ConnectionHistory;
import io.github.lastack.model.Role;
import java.util.ArrayList;
import java.util.List;

/** A stack of a connection, and what was done there. */
public record Clue(Reason reason, List<String> stack) {
    /**
     * Whose hands an open connection is in, the strongest evidence first. Who opened it says much of a client, and
     * little of a server: that is the loop that accepts.
     */
    public static List<Clue> holder(ConnectionHistory connection, Clue... before) {
        ConnectionHistory.Stacks stacks = connection.stacks();
        List<Clue> clues = new ArrayList<>(List.of(before));
        if (connection.isLastUseExact()) {
            // What the end of the stream was read by is a use, too.
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

    /** Where it was connected or accepted, and where the channel was made, if that was another task. */
    public static List<Clue> opened(ConnectionHistory connection) {
        return List.of(
                new Clue(Reason.OPENED, connection.stacks().opened()),
                new Clue(Reason.OPENED, connection.stacks().made()));
    }
}
