// SPDX-License-Identifier: Apache-2.0
// Copyright the Lastack authors
package io.github.lastack.diagnose.blame;

import io.github.lastack.frame.FrameLists;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.Optional;

/** The API object that the application uses while a library has the connection. */
public enum UsedApi {
    RESPONSE,
    PAGE,
    DATABASE,
    POOLED_DATABASE,
    BORROWED,
    EXCHANGE,
    UNDERTOW_EXCHANGE,
    SERVLET;

    private record Library(UsedApi hands, String prefix) {}

    /** The known libraries, the longest prefix first, since it is the most specific. */
    private static final List<Library> LIBRARIES = FrameLists.lines(UsedApi.class, "hands.txt").stream()
            .map(line -> line.split(" "))
            .map(words -> new Library(named(words[0]), words[1]))
            .sorted(Comparator.comparingInt(
                            (Library library) -> library.prefix().length())
                    .reversed())
            .toList();

    private static UsedApi named(String word) {
        return Arrays.stream(values())
                .filter(hands -> hands.word().equals(word))
                .findFirst()
                .orElseThrow(() -> new IllegalArgumentException(word));
    }

    private String word() {
        return name().toLowerCase(Locale.ROOT).replace('_', '-');
    }

    /** Returns the API of the outermost frame of a known library, which is the frame that the application called. */
    public static Optional<UsedApi> of(List<String> frames) {
        for (int i = frames.size() - 1; i >= 0; i--) {
            for (Library library : LIBRARIES) {
                if (frames.get(i).startsWith(library.prefix())) {
                    return Optional.of(library.hands());
                }
            }
        }
        return Optional.empty();
    }
}
