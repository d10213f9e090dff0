// SPDX-License-Identifier: Apache-2.0
// Copyright the Lastack authors
package io.github.lastack.diagnose;

import io.github.lastack.replay.JvmHistory;
import java.util.List;

/** Finds one problem's connections in a JVM. Thresholds have their reasons in RATIONALE.md. */
sealed interface Rule permits CloseWaitRule, TimeWaitRule {
    List<Rule> ALL = List.of(new CloseWaitRule(), new TimeWaitRule());

    List<Finding> findings(JvmHistory jvm, Blame blame);
}
