// SPDX-License-Identifier: Apache-2.0
// Copyright the Lastack authors
package io.github.lastack.junit;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Duration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtensionConfigurationException;

class LeakSettingsTest {
    @Test
    void time_hasAUnit_isTaken() {
        assertThat(LeakSettings.time("lastack.patience", "500ms")).isEqualTo(Duration.ofMillis(500));
        assertThat(LeakSettings.time("lastack.patience", " 2 s ")).isEqualTo(Duration.ofSeconds(2));
        assertThat(LeakSettings.time("lastack.patience", "1m")).isEqualTo(Duration.ofMinutes(1));
        assertThat(LeakSettings.time("lastack.patience", "0ms")).isZero();
    }

    @Test
    void time_hasNoUnit_isRefusedByName() {
        assertThatThrownBy(() -> LeakSettings.time("lastack.patience", "500"))
                .isInstanceOf(ExtensionConfigurationException.class)
                .hasMessage("lastack.patience: '500' is not a time such as 500ms, 2s or 1m");
    }

    @Test
    void scope_isWrittenInAnyCase() {
        assertThat(LeakSettings.scope("Class")).isEqualTo(SocketLeaks.Scope.CLASS);
        assertThatThrownBy(() -> LeakSettings.scope("method")).hasMessageContaining("'method' is not test or class");
    }

    @Test
    void flag_isTrueOrFalseOnly() {
        assertThat(LeakSettings.flag("open", "true")).isTrue();
        assertThat(LeakSettings.flag("open", "false")).isFalse();
        assertThatThrownBy(() -> LeakSettings.flag("open", "yes")).hasMessageContaining("lastack.open: 'yes'");
    }
}
