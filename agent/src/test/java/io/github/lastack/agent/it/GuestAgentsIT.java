// SPDX-License-Identifier: Apache-2.0
// Copyright the Lastack authors
package io.github.lastack.agent.it;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.lastack.agent.host.Openings;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * Beside another agent, whichever comes first, the application goes on as with that one alone, the other one works, and the
 * recording tells every connection.
 *
 * <p>On the oldest and the newest JDK, and on 17 where most are: a start with OpenTelemetry takes seconds.
 */
class GuestAgentsIT {
    private static final String LIVES =
            """
            mappedAddress client: Opened; EndOfStream CLOSE_WAIT; Closed CLOSE_WAIT
            mappedAddress server: Opened; Closed ESTABLISHED
            vectors client: Opened; EndOfStream CLOSE_WAIT; ConnectionError write CLOSED; Closed CLOSED
            vectors server: Opened; Closed ESTABLISHED
            boundFirst client: Opened; EndOfStream CLOSE_WAIT; Closed CLOSE_WAIT
            boundFirst server: Opened; Closed ESTABLISHED
            """;

    /** Who closes first is a matter of time. */
    private static final String LIFE_WITH_HTTP =
            "Opened; (EndOfStream CLOSE_WAIT; )?Closed (CLOSE_WAIT|ESTABLISHED|CLOSED)";

    @TempDir
    Path directory;

    static Stream<Arguments> someJdksGuestsAndOrders() {
        List<Integer> some = List.of(8, 17, TestJdks.newest().version());
        return TestJdks.all().filter(jdk -> some.contains(jdk.version())).flatMap(jdk -> Stream.of(Guest.values())
                .flatMap(guest -> Stream.of("first", "last").map(order -> Arguments.of(jdk, guest, order))));
    }

    @ParameterizedTest(name = "{0}: {1} comes {2}")
    @MethodSource("someJdksGuestsAndOrders")
    void allIsAsWithTheOtherAgentAlone(TestJdk jdk, Guest guest, String order) throws Exception {
        Scenes scenes = Scenes.played(() -> host(jdk, guest, order), directory.resolve("app.jfr"));
        Map<String, String> lives = scenes.lives();
        assertThat(lives.entrySet().stream().filter(life -> !life.getKey().startsWith("http")))
                .containsExactlyInAnyOrderElementsOf(Scenes.table(LIVES).entrySet());
        assertThat(lives.entrySet().stream().filter(life -> life.getKey().startsWith("http")))
                .hasSize(jdk.version() < 11 ? 2 : 4)
                .allMatch(life -> life.getValue().matches(LIFE_WITH_HTTP));
        guest.assertWorked(Openings.class, scenes.stdout(), directory);
    }

    private HostJvm.Builder host(TestJdk jdk, Guest guest, String order) {
        HostJvm.Builder builder =
                HostJvm.on(jdk).main(Openings.class).args("mappedAddress", "vectors", "boundFirst", "httpUrl");
        if (jdk.version() >= 11) {
            builder.args("httpClient");
        }
        String[] args = guest.jvmArgs(directory);
        return order.equals("first") ? builder.jvmArgs(args) : builder.laterJvmArgs(args);
    }
}
