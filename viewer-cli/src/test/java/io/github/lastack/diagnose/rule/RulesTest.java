// SPDX-License-Identifier: Apache-2.0
// Copyright the Lastack authors
package io.github.lastack.diagnose.rule;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.lastack.diagnose.problem.Cause;
import io.github.lastack.diagnose.site.SiteKey;
import java.util.List;
import org.junit.jupiter.api.Test;

class RulesTest {
    private final Rules rules = new Rules(new RuleContext(null, List.of(), null, new SiteKey.Cache()));

    @Test
    void everyCause_isFoundByOneRule() {
        assertThat(rules.all().stream().flatMap(rule -> rule.causes().stream()))
                .containsExactlyInAnyOrder(Cause.values());
    }

    @Test
    void ruleOfACause_isTheOneThatNamesIt() {
        for (Cause cause : Cause.values()) {
            assertThat(rules.of(cause).causes()).contains(cause);
        }
    }
}
