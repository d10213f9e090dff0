// SPDX-License-Identifier: Apache-2.0
// Copyright the Lastack authors
package io.github.lastack.it.host;

import java.io.IOException;

/** The ways in which a connection ends, or does not. Which end is client and which is server is left to chance. */
enum Ending {
    CLOSED_IN_TURN(18) {
        @Override
        void play(End a, End b, Stage stage) throws IOException {
            exchange(a, b);
            a.close();
            toTheEnd(b);
            b.close();
        }
    },
    END_NEVER_READ(6) {
        @Override
        void play(End a, End b, Stage stage) throws IOException {
            exchange(a, b);
            a.close();
            b.close();
        }
    },
    HALF_CLOSED_THEN_CLOSED(8) {
        @Override
        void play(End a, End b, Stage stage) throws IOException {
            exchange(a, b);
            a.shutdownOutput();
            toTheEnd(b);
            b.write();
            a.read();
            b.close();
            toTheEnd(a);
            a.close();
        }
    },
    HALF_CLOSED_BOTH_WAYS(6) {
        @Override
        void play(End a, End b, Stage stage) throws IOException {
            a.shutdownOutput();
            toTheEnd(b);
            b.shutdownOutput();
            toTheEnd(a);
            a.close();
            b.close();
        }
    },
    INPUT_SHUT_THEN_CLOSED(3) {
        @Override
        void play(End a, End b, Stage stage) throws IOException {
            exchange(a, b);
            a.shutdownInput();
            a.close();
            toTheEnd(b);
            b.close();
        }
    },
    CLOSED_WITH_UNREAD_DATA(8) {
        @Override
        void play(End a, End b, Stage stage) throws IOException {
            exchange(a, b);
            b.write();
            a.close();
            toTheEnd(b);
            b.close();
        }
    },
    CLOSED_WITH_UNREAD_DATA_UNHEARD(3) {
        @Override
        void play(End a, End b, Stage stage) throws IOException {
            b.write();
            a.close();
            b.close();
        }
    },
    CLOSE_WAIT_CLOSED_WITH_UNREAD_DATA(6) {
        @Override
        void play(End a, End b, Stage stage) throws IOException {
            exchange(a, b);
            a.write();
            a.close();
            b.close();
        }
    },
    FIN_WAIT_CLOSED_WITH_UNREAD_DATA(3) {
        @Override
        void play(End a, End b, Stage stage) throws IOException {
            a.shutdownOutput();
            toTheEnd(b);
            b.write();
            a.close();
            toTheEnd(b);
            b.close();
        }
    },
    RESET_WHILE_READING(5) {
        @Override
        void play(End a, End b, Stage stage) throws IOException {
            exchange(a, b);
            a.lingerZero();
            stage.whileBlocked(() -> toTheEnd(b), a::close);
            b.close();
        }
    },
    RESET_THEN_READ(3) {
        @Override
        void play(End a, End b, Stage stage) throws IOException {
            exchange(a, b);
            a.lingerZero();
            a.close();
            toTheEnd(b);
            b.close();
        }
    },
    RESET_THEN_WRITTEN_TO(4) {
        @Override
        void play(End a, End b, Stage stage) throws IOException {
            exchange(a, b);
            a.lingerZero();
            a.close();
            inVain(b);
            b.close();
        }
    },
    RESET_WHILE_IDLE(4) {
        @Override
        void play(End a, End b, Stage stage) throws IOException {
            exchange(a, b);
            a.lingerZero();
            a.close();
            b.close();
        }
    },
    RESET_AND_LEFT_OPEN(1) {
        @Override
        void play(End a, End b, Stage stage) throws IOException {
            a.lingerZero();
            a.close();
            stage.keep(b);
        }
    },
    WRITTEN_TO_AFTER_CLOSE(6) {
        @Override
        void play(End a, End b, Stage stage) throws IOException {
            exchange(a, b);
            a.close();
            toTheEnd(b);
            inVain(b);
            inVain(b);
            b.close();
        }
    },
    CLOSED_BY_BOTH_AT_ONCE(3) {
        @Override
        void play(End a, End b, Stage stage) throws IOException {
            exchange(a, b);
            stage.together(a::close, b::close);
        }
    },
    SHUT_BY_BOTH_AT_ONCE(1) {
        @Override
        void play(End a, End b, Stage stage) throws IOException {
            exchange(a, b);
            stage.together(a::shutdownOutput, b::shutdownOutput);
            toTheEnd(a);
            toTheEnd(b);
            a.close();
            b.close();
        }
    },
    CLOSED_WHILE_READING(4) {
        @Override
        void play(End a, End b, Stage stage) throws IOException {
            exchange(a, b);
            if (!(a instanceof End.Registered)) { // its reader waits in a select, which no close ends
                stage.whileBlocked(() -> toTheEnd(a), a::close);
            }
            a.close();
            toTheEnd(b);
            b.close();
        }
    },
    END_IGNORED_FOR_A_WHILE(6) {
        @Override
        void play(End a, End b, Stage stage) throws IOException {
            exchange(a, b);
            a.close();
            toTheEnd(b);
            stage.later(b::close);
        }
    },
    END_UNHEARD_FOR_A_WHILE(3) {
        @Override
        void play(End a, End b, Stage stage) throws IOException {
            exchange(a, b);
            a.close();
            stage.later(b::close);
        }
    },
    PEER_CLOSES_A_WHILE_AFTER_HALF_CLOSE(3) {
        @Override
        void play(End a, End b, Stage stage) throws IOException {
            a.shutdownOutput();
            stage.later(() -> {
                b.close();
                toTheEnd(a);
                a.close();
            });
        }
    },
    LEFT_IN_CLOSE_WAIT(1) {
        @Override
        void play(End a, End b, Stage stage) throws IOException {
            exchange(a, b);
            a.close();
            toTheEnd(b);
            stage.keep(b);
        }
    },
    LEFT_IN_FIN_WAIT_2(1) {
        @Override
        void play(End a, End b, Stage stage) throws IOException {
            exchange(a, b);
            a.shutdownOutput();
            stage.keep(a, b);
        }
    },
    LEFT_IDLE(1) {
        @Override
        void play(End a, End b, Stage stage) throws IOException {
            exchange(a, b);
            stage.keep(a, b);
        }
    };

    final int weight;

    Ending(int weight) {
        this.weight = weight;
    }

    abstract void play(End a, End b, Stage stage) throws IOException;

    private static void exchange(End a, End b) throws IOException {
        a.write();
        b.read();
        b.write();
        a.read();
    }

    /** Reads until there is no more, be it by the end of the stream or by a reset. */
    private static void toTheEnd(End end) {
        try {
            while (end.read() != -1) {
                // what comes does not matter
            }
        } catch (IOException reset) {
            // is an end as well
        }
    }

    private static void inVain(End end) {
        try {
            end.write();
        } catch (IOException reset) {
            // is what this is for
        }
    }
}
