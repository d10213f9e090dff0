// SPDX-License-Identifier: Apache-2.0
// Copyright the Lastack authors
package io.github.lastack.jvm;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class AttachPreconditionsTest {
    @Test
    void processOfAnotherUserWantsThatUser() {
        assertThat(AttachPreconditions.accessDenied("tomcat", "ops"))
                .isEqualTo("belongs to tomcat, but lastack runs as ops: run it as that user, or as root");
    }

    @Test
    void userIsNotSentToHimself() {
        assertThat(AttachPreconditions.accessDenied("root", "root"))
                .doesNotContain("run lastack as")
                .contains("CAP_SYS_PTRACE");
    }
}
