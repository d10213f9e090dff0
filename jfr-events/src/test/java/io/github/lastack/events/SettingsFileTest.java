// SPDX-License-Identifier: Apache-2.0
// Copyright the Lastack authors
package io.github.lastack.events;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.lastack.testing.UsesFlightRecorder;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.Reader;
import java.nio.charset.StandardCharsets;
import java.text.ParseException;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import jdk.jfr.Configuration;
import jdk.jfr.Recording;
import org.junit.jupiter.api.Test;

/** The settings file that users hand to JFR and to JMC. */
@UsesFlightRecorder
class SettingsFileTest {
    @Test
    void settings_setEveryEvent() throws Exception {
        Set<String> set = settings().keySet().stream()
                .map(key -> key.substring(0, key.indexOf('#')))
                .filter(name -> name.startsWith(EventNames.PREFIX))
                .collect(Collectors.toSet());
        assertThat(set).containsExactlyInAnyOrderElementsOf(names());
    }

    /** Whoever wants less changes it; whoever takes it as it is loses nothing. */
    @Test
    void settings_defaults_areThoseOfTheEvents() throws Exception {
        Map<String, String> settings = settings();
        try (Recording recording = new Recording()) {
            recording.setSettings(settings);
            assertThat(recording.getSettings()).containsAllEntriesOf(settings);
        }
        assertThat(settings)
                .containsEntry("lastack.Connection#threshold", "20 ms")
                .containsEntry("lastack.ConnectionOpened#stackTrace", "true")
                .containsEntry("lastack.OpenConnection#period", "endChunk")
                .containsEntry("lastack.NetworkCounters#period", "10 s")
                .doesNotContainEntry("lastack.ConnectionClosed#enabled", "false");
    }

    private static Map<String, String> settings() throws IOException, ParseException {
        try (Reader file =
                new InputStreamReader(EventNames.class.getResourceAsStream("lastack.jfc"), StandardCharsets.UTF_8)) {
            Configuration configuration = Configuration.create(file);
            assertThat(configuration.getLabel()).isEqualTo("Lastack");
            return configuration.getSettings();
        }
    }

    private static List<String> names() {
        return Arrays.stream(EventNames.class.getFields())
                .filter(field -> !field.getName().equals("PREFIX"))
                .map(SettingsFileTest::value)
                .toList();
    }

    private static String value(java.lang.reflect.Field constant) {
        try {
            return (String) constant.get(null);
        } catch (IllegalAccessException e) {
            throw new AssertionError(e);
        }
    }
}
