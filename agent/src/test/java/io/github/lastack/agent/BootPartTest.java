// SPDX-License-Identifier: Apache-2.0
// Copyright the Lastack authors
package io.github.lastack.agent;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.lastack.boot.SocketHooks;
import java.io.File;
import java.net.URISyntaxException;
import java.util.List;
import org.junit.jupiter.api.Test;

class BootPartTest {
    @Test
    void listedClasses_areAllOfTheBootPackage() throws URISyntaxException {
        File folder =
                new File(SocketHooks.class.getResource("SocketHooks.class").toURI()).getParentFile();
        assertThat(List.of(folder.list()))
                .filteredOn(name -> name.endsWith(".class") && !name.equals("package-info.class"))
                .map(name -> name.replace(".class", ""))
                .containsExactlyInAnyOrder(BootPart.CLASSES);
    }
}
