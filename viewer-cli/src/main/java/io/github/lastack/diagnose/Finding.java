// SPDX-License-Identifier: Apache-2.0
// Copyright the Lastack authors
package io.github.lastack.diagnose;

import io.github.lastack.replay.ConnectionHistory;
import java.time.Duration;

/** One connection that has a problem. */
record Finding(Cause cause, ConnectionHistory connection, String blame, Duration dwell) {
    SiteKey key() {
        return new SiteKey(cause, connection.role(), blame);
    }
}
