// SPDX-License-Identifier: Apache-2.0
// Copyright the Lastack authors
package io.github.lastack.jvm;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class RunningJvmTest {
    @ParameterizedTest
    @CsvSource({
        "com.acme.Shop --port 80, com.acme.Shop, true",
        "com.acme.Shop --port 80, Shop, true",
        "com.acme.Shop --port 80, hop, false",
        "com.acme.Shop --port 80, 80, false",
        "/opt/shop/shop.jar prod, shop.jar, true",
        "/opt/shop/shop.jar prod, /opt/shop/shop.jar, true",
        "/opt/shop/shop.jar prod, jar, false",
        "'', '', false"
    })
    void name_mainClassOrJar_isTheJvms(String command, String name, boolean isCalled) {
        assertThat(new RunningJvm(1, "alice", command).isCalled(name)).isEqualTo(isCalled);
    }

    @Test
    void jvm_ofAnotherUser_isShownByItsUser() {
        assertThat(new RunningJvm(4711, "bob", "")).hasToString("4711 (of bob)");
        assertThat(new RunningJvm(4711, "bob", "/opt/shop.jar prod")).hasToString("4711 shop.jar");
    }

    @Test
    void application_commandLine_followsTheJvmsOptions() {
        assertThat(application("java", "-Xmx1g", "-cp", "a.jar:b.jar", "com.acme.Shop", "-x"))
                .isEqualTo("com.acme.Shop -x");
        assertThat(application("java", "-jar", "/opt/shop.jar", "prod")).isEqualTo("/opt/shop.jar prod");
        assertThat(application("java", "--module-path", "mods", "-m", "shop/com.acme.Shop"))
                .isEqualTo("shop/com.acme.Shop");
        assertThat(application("java", "--add-opens", "java.base/java.io=ALL-UNNAMED", "com.acme.Shop"))
                .isEqualTo("com.acme.Shop");
        assertThat(application("java", "-version")).isEmpty();
        assertThat(application()).isEmpty();
    }

    private static String application(String... arguments) {
        return JavaCommandLine.application(List.of(arguments));
    }
}
