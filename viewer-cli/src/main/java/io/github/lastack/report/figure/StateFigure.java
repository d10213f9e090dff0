// SPDX-License-Identifier: Apache-2.0
// Copyright the Lastack authors
package io.github.lastack.report.figure;

import static io.github.lastack.model.TcpState.CLOSED;
import static io.github.lastack.model.TcpState.CLOSE_WAIT;
import static io.github.lastack.model.TcpState.CLOSING;
import static io.github.lastack.model.TcpState.ESTABLISHED;
import static io.github.lastack.model.TcpState.FIN_WAIT_1;
import static io.github.lastack.model.TcpState.FIN_WAIT_2;
import static io.github.lastack.model.TcpState.LAST_ACK;
import static io.github.lastack.model.TcpState.LISTEN;
import static io.github.lastack.model.TcpState.SYN_RECEIVED;
import static io.github.lastack.model.TcpState.SYN_SENT;
import static io.github.lastack.model.TcpState.TIME_WAIT;

import io.github.lastack.model.TcpState;
import java.util.List;

/** The positions of states and arrows of figure 5 in RFC 9293, in units of the drawing. */
public final class StateFigure {
    /** Leaves room for resets on both sides of the outer boxes. */
    static final int LEFTMOST = -40;

    static final int WIDTH = 1080;
    static final int HEIGHT = 760;
    static final int BOX_WIDTH = 156;
    static final int BOX_HEIGHT = 52;

    private static final int LEFT = 150;
    private static final int MIDDLE = 500;
    private static final int RIGHT = 850;

    /** @param x horizontal position of its centre */
    record Box(TcpState state, int x, int y) {}

    /**
     * @param words what causes the transition
     * @param path SVG path; ends before the box, where the arrow's head begins
     * @param x horizontal position of the words
     * @param anchor which end of the words is at that position
     */
    record Way(TcpState from, TcpState to, String words, String path, int x, int y, String anchor) {}

    /** CLOSED appears twice, as in the RFC: where a connection begins and where it ends. */
    static final List<Box> BOXES = List.of(
            new Box(CLOSED, MIDDLE, 40),
            new Box(LISTEN, MIDDLE, 160),
            new Box(SYN_RECEIVED, LEFT, 280),
            new Box(SYN_SENT, RIGHT, 280),
            new Box(ESTABLISHED, MIDDLE, 390),
            new Box(FIN_WAIT_1, LEFT, 500),
            new Box(CLOSE_WAIT, RIGHT, 500),
            new Box(FIN_WAIT_2, LEFT, 615),
            new Box(CLOSING, MIDDLE, 615),
            new Box(LAST_ACK, RIGHT, 615),
            new Box(TIME_WAIT, MIDDLE, 720),
            new Box(CLOSED, RIGHT, 720));

    static final List<Way> WAYS = List.of(
            new Way(CLOSED, LISTEN, "listen", "M480 66 V126", 472, 100, "end"),
            new Way(LISTEN, CLOSED, "close", "M520 134 V74", 528, 100, "start"),
            new Way(CLOSED, SYN_SENT, "connect", "M578 30 C740 30 870 90 870 246", 822, 90, "start"),
            new Way(SYN_SENT, CLOSED, "close, or no answer", "M830 254 C830 120 720 52 586 52", 764, 150, "end"),
            new Way(LISTEN, SYN_RECEIVED, "SYN", "M455 186 C440 240 340 262 236 262", 408, 226, "end"),
            new Way(LISTEN, SYN_SENT, "send", "M545 186 C560 240 660 262 764 262", 592, 226, "start"),
            new Way(SYN_SENT, SYN_RECEIVED, "SYN (both at once)", "M772 280 H236", 500, 272, "middle"),
            new Way(SYN_RECEIVED, LISTEN, "reset", "M150 254 C150 190 250 160 414 160", 196, 186, "end"),
            new Way(SYN_RECEIVED, ESTABLISHED, "ACK of SYN", "M228 298 C340 298 440 310 455 356", 350, 334, "end"),
            new Way(SYN_SENT, ESTABLISHED, "SYN, ACK", "M772 298 C660 298 560 310 545 356", 650, 334, "start"),
            new Way(SYN_RECEIVED, FIN_WAIT_1, "close", "M150 306 V466", 158, 390, "start"),
            new Way(ESTABLISHED, FIN_WAIT_1, "close", "M455 416 C440 470 340 488 236 488", 376, 458, "end"),
            new Way(ESTABLISHED, CLOSE_WAIT, "peer's FIN", "M545 416 C560 470 660 488 764 488", 624, 458, "start"),
            new Way(FIN_WAIT_1, FIN_WAIT_2, "ACK of FIN", "M150 526 V581", 158, 558, "start"),
            new Way(FIN_WAIT_1, CLOSING, "peer's FIN", "M228 512 C340 512 450 530 475 581", 396, 556, "end"),
            new Way(CLOSE_WAIT, LAST_ACK, "close", "M850 526 V581", 858, 558, "start"),
            new Way(FIN_WAIT_2, TIME_WAIT, "peer's FIN", "M150 641 C150 690 250 720 414 720", 262, 690, "start"),
            new Way(CLOSING, TIME_WAIT, "ACK of FIN", "M500 641 V686", 508, 668, "start"),
            new Way(LAST_ACK, CLOSED, "ACK of FIN", "M850 641 V686", 858, 668, "start"),
            new Way(TIME_WAIT, CLOSED, "2 MSL", "M578 720 H764", 671, 710, "middle"));

    /** Transitions that the RFC's figure leaves out: from any state by a reset, or when the descriptor is released. */
    static final List<Way> RESETS = List.of(
            new Way(SYN_RECEIVED, CLOSED, "reset", "M72 280 H38", 66, 272, "end"),
            new Way(ESTABLISHED, CLOSED, "reset", "M578 390 H622", 636, 395, "start"),
            new Way(FIN_WAIT_1, CLOSED, "reset", "M72 500 H38", 66, 492, "end"),
            new Way(FIN_WAIT_2, CLOSED, "reset", "M72 615 H38", 66, 607, "end"),
            new Way(CLOSE_WAIT, CLOSED, "reset", "M928 500 H962", 934, 492, "start"),
            new Way(CLOSING, CLOSED, "reset", "M578 615 H622", 636, 620, "start"));

    private StateFigure() {}

    public static boolean has(TcpState from, TcpState to) {
        return List.of(WAYS, RESETS).stream().flatMap(List::stream).anyMatch(way -> way.from == from && way.to == to);
    }
}
