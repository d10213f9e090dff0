// SPDX-License-Identifier: Apache-2.0
// Copyright the Lastack authors
package io.github.lastack.diagnose;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;

/** From a moment to another, the end not included. */
record Span(Instant from, Instant to) {
    private record Edge(Instant at, int step) {}

    /** The most spans that cover one moment. */
    static int peak(List<Span> spans) {
        List<Edge> edges = new ArrayList<>();
        for (Span span : spans) {
            edges.add(new Edge(span.from, 1));
            edges.add(new Edge(span.to, -1));
        }
        edges.sort(Comparator.comparing(Edge::at).thenComparing(Edge::step));
        int open = 0;
        int peak = 0;
        for (Edge edge : edges) {
            open += edge.step;
            peak = Math.max(peak, open);
        }
        return peak;
    }

    static Duration median(List<Span> spans) {
        List<Duration> lengths = spans.stream()
                .map(span -> Duration.between(span.from, span.to))
                .sorted()
                .toList();
        return lengths.get(lengths.size() / 2);
    }
}
