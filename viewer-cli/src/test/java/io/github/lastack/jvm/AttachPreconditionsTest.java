// SPDX-License-Identifier: Apache-2.0
// Copyright the Lastack authors
package io.github.lastack.jvm;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class AttachPreconditionsTest {
    @Test
    void process_ofAnotherUser_needsThatUser() {
        assertThat(AttachPreconditions.accessDenied("tomcat", "ops"))
                .isEqualTo("belongs to tomcat, but lastack runs as ops: run it as that user, or as root");
    }

    @Test
    void process_ofTheSameUser_namesTheCapability() {
        assertThat(AttachPreconditions.accessDenied("root", "root"))
                .doesNotContain("run lastack as")
                .contains("CAP_SYS_PTRACE");
    }
}
