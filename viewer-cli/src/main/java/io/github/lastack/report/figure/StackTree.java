// SPDX-License-Identifier: Apache-2.0
// Copyright the Lastack authors
package io.github.lastack.report.figure;

import io.github.lastack.diagnose.profile.StackTally;
import io.github.lastack.frame.FrameKind;
import io.github.lastack.report.markup.NumberText;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** Stacks of one kind as a tree: innermost frames first, each frame's callers below it. */
final class StackTree {
    private static final String FOLDED = "";

    /** One frame, or several folded frames of the JDK; its callers have as many connections or fewer. */
    static final class Node {
        private final String frame;
        private final Map<String, Node> callers = new LinkedHashMap<>();
        private long connections;
        private int fewest = Integer.MAX_VALUE;
        private int most;

        private Node(String frame) {
            this.frame = frame;
        }

        boolean isFolded() {
            return frame.equals(FOLDED);
        }

        String frame() {
            return frame;
        }

        long connections() {
            return connections;
        }

        /** {@code 6 frames of the JDK}, {@code 5 to 9} where stacks differ in them. */
        String folded() {
            String frames = fewest == most ? NumberText.count(most) : fewest + " to " + most;
            return frames + (most == 1 ? " frame" : " frames") + " of the JDK";
        }

        /** Most connections first. */
        List<Node> callers() {
            List<Node> sorted = new ArrayList<>(callers.values());
            sorted.sort(Comparator.comparingLong(Node::connections).reversed());
            return sorted;
        }

        int depth() {
            return callers.values().stream().mapToInt(Node::depth).max().orElse(0) + 1;
        }

        private Node caller(String of, long more, int frames) {
            Node node = callers.computeIfAbsent(of, Node::new);
            node.connections += more;
            node.fewest = Math.min(node.fewest, frames);
            node.most = Math.max(node.most, frames);
            return node;
        }
    }

    private final Node root = new Node(FOLDED);
    private final String blame;

    StackTree(StackTally tally, String blame) {
        this.blame = blame;
        root.connections = tally.connections();
        tally.stacks().forEach(this::add);
    }

    /** Returns the root for all connections; its callers are the innermost frames. */
    Node root() {
        return root;
    }

    private void add(StackTally.Counted stack) {
        Node node = root;
        int folded = 0;
        for (String frame : stack.frames()) {
            if (FrameKind.of(frame) == FrameKind.JDK && !frame.equals(blame)) {
                folded++;
                continue;
            }
            node = fold(node, folded, stack.connections()).caller(frame, stack.connections(), 1);
            folded = 0;
        }
        fold(node, folded, stack.connections());
    }

    private static Node fold(Node node, int frames, long connections) {
        return frames == 0 ? node : node.caller(FOLDED, connections, frames);
    }
}
