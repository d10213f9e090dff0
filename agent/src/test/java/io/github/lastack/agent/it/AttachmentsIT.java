// SPDX-License-Identifier: Apache-2.0
// Copyright the Lastack authors
package io.github.lastack.agent.it;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.lastack.agent.host.Attached;
import java.nio.file.Path;
import java.util.Map;
import java.util.TreeMap;
import jdk.jfr.consumer.RecordedEvent;
import org.junit.jupiter.api.io.TempDir;

/** The attachment tells which code owns a connection that a selector watches; it is neither kept alive nor called. */
class AttachmentsIT {
    private static final String SESSION = Attached.Session.class.getName();

    @TempDir
    Path directory;

    @OnJdks(Jdks.EVERY)
    void attachmentOfASelectionKey_isNamedWhileTheConnectionIsOpen_andIsNotKept(TestJdk jdk) throws Exception {
        Path file = directory.resolve("app.jfr");
        try (HostJvm host = HostJvm.on(jdk)
                .main(Attached.class)
                .agentOptions("probe=10ms")
                .recordingTo(file)
                .start()) {
            host.awaitLine("ready", HostJvm.LIMIT);
            Recorded open =
                    host.dumpedWhen(recorded -> recorded.named("OpenConnection").count() >= 12);
            assertThat(attached(host, open))
                    .containsExactlyInAnyOrderEntriesOf(Map.of(
                            "session server", SESSION,
                            "lambda server", Attached.class.getName() + "$$Lambda",
                            "moved server", SESSION,
                            "passing server", SESSION,
                            "client client", "[L" + SESSION + ";"));

            host.say("end");
            host.awaitLine("done end", HostJvm.LIMIT);
            assertThat(host.end()).as(host::transcript).isZero();
            Recorded all = Recorded.in(file);
            assertThat(all.last("AgentInfo").orElseThrow().getLong("suppressedErrors"))
                    .isZero();
        }
    }

    /** Keys that were made before the attach are found when the selector has another one. */
    @OnJdks(Jdks.EVERY)
    void agentComesLater_selectorHasANewKey_namesWhatItsOthersHaveAttached(TestJdk jdk) throws Exception {
        try (HostJvm host = HostJvm.on(jdk)
                .withoutAgent()
                .jvmArgs("-XX:StartFlightRecording=name=app")
                .main(Attached.class)
                .start()) {
            host.awaitLine("ready", HostJvm.LIMIT);
            AttachIT.attach(host, "probe=10ms");
            host.say("more");
            host.awaitLine("done more", HostJvm.LIMIT);
            Recorded open =
                    host.dumpedWhen("app", recorded -> attached(host, recorded).size() == 6);
            assertThat(attached(host, open))
                    .containsEntry("session server", SESSION)
                    .containsEntry("lambda server", Attached.class.getName() + "$$Lambda")
                    .containsEntry("client client", "[L" + SESSION + ";")
                    .containsEntry("more server", SESSION);

            host.say("end");
            host.awaitLine("done end", HostJvm.LIMIT);
            assertThat(host.end()).as(host::transcript).isZero();
            assertThat(host.stderr()).noneMatch(line -> line.startsWith("lastack"));
        }
    }

    /** Returns the attached classes by the client's port. */
    private static Map<String, String> attached(HostJvm host, Recorded recorded) {
        Map<Integer, String> nameByPort = new TreeMap<>();
        host.stdout().stream()
                .map(line -> line.split(" "))
                .filter(words -> words.length == 2 && !words[0].equals("done"))
                .forEach(words -> nameByPort.put(Integer.valueOf(words[1]), words[0]));
        Map<String, String> attached = new TreeMap<>();
        recorded.named("OpenConnection")
                .filter(open -> !open.getString("attached").isEmpty())
                .forEach(open -> attached.put(nameOf(open, nameByPort), open.getString("attached")));
        return attached;
    }

    private static String nameOf(RecordedEvent open, Map<Integer, String> nameByPort) {
        String role = open.getString("role");
        return nameByPort.get(open.getInt(role.equals("server") ? "port" : "localPort")) + " " + role;
    }
}
