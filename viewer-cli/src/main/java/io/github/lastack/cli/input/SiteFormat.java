// SPDX-License-Identifier: Apache-2.0
// Copyright the Lastack authors
package io.github.lastack.cli.input;

import java.util.Locale;

/** The values of {@code sites --format}. */
public enum SiteFormat {
    TEXT,
    JSON,
    COLLAPSED;

    @Override
    public String toString() {
        return name().toLowerCase(Locale.ROOT);
    }
}
