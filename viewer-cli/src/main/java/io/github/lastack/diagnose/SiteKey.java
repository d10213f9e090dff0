// SPDX-License-Identifier: Apache-2.0
// Copyright the Lastack authors
package io.github.lastack.diagnose;

import io.github.lastack.model.Role;

/** What makes two leaks the same: nothing in it differs between two runs of the same program. */
record SiteKey(Cause cause, Role role, String blame) {

    /** @param blame without the line if it is the JDK's, which differs between updates of the JDK */
    SiteKey {
        blame = FrameKind.of(blame) == FrameKind.JDK ? blame.substring(0, blame.indexOf('(')) : blame;
    }

    String fingerprint() {
        return cause.problem().word()
                + '/'
                + cause.word()
                + '/'
                + role.name().toLowerCase(java.util.Locale.ROOT)
                + '/'
                + blame;
    }
}
