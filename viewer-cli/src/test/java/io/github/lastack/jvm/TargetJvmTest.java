// SPDX-License-Identifier: Apache-2.0
// Copyright the Lastack authors
package io.github.lastack.jvm;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class TargetJvmTest {
    @ParameterizedTest
    @ValueSource(strings = {"0", "Failed to load agent library: 0"})
    void answer_ofJdk8_isSuccess(String answer) {
        assertThat(TargetJvm.isSuccess(answer)).isTrue();
    }

    @ParameterizedTest
    @ValueSource(strings = {"100", "Failed to load agent library: 100", "Failed to load agent library: no such file"})
    void answer_anythingElse_isFailure(String answer) {
        assertThat(TargetJvm.isSuccess(answer)).isFalse();
    }

    @Test
    void answer_none_isFailure() {
        assertThat(TargetJvm.isSuccess(null)).isFalse();
    }
}
