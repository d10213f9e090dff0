// SPDX-License-Identifier: Apache-2.0
// Copyright the Lastack authors
package io.github.lastack.agent.it;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.lastack.agent.host.EveryHook;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Set;
import java.util.TreeMap;
import java.util.stream.Collectors;
import jdk.jfr.consumer.RecordedEvent;
import org.junit.jupiter.api.io.TempDir;

/** Removes the rows of the catalogue, one at a time, and expects the recording to miss something every time. */
class HookRowsIT {
    /**
     * Whatever the dispatcher closes was closed by a hooked close before, but for what a cleaner closes since JDK 13.
     */
    private static final Set<String> DOUBLED_UNTIL_12 =
            Set.of("sun.nio.ch.SocketDispatcher.close(Ljava/io/FileDescriptor;)V");

    /** The one constructor calls the other. */
    private static final Set<String> DOUBLED_SINCE_17 = Set.of(
            "sun.nio.ch.SocketChannelImpl.<init>(Ljava/nio/channels/spi/SelectorProvider;)V",
            "sun.nio.ch.ServerSocketChannelImpl.<init>(Ljava/nio/channels/spi/SelectorProvider;)V");

    /** The dispatcher closes it at once. */
    private static final Set<String> DOUBLED = Set.of(
            "sun.nio.ch.ServerSocketChannelImpl.implCloseSelectableChannel()V",
            "sun.nio.ch.UnixAsynchronousServerSocketChannelImpl.implClose()V");

    /** Without these rows the kernel is asked at every close. */
    private static final Set<String> SAVING = Set.of(
            "java.net.AbstractPlainSocketImpl.setOption(ILjava/lang/Object;)V",
            "sun.nio.ch.Net.setSocketOption(Ljava/io/FileDescriptor;Ljava/net/ProtocolFamily;Ljava/net/SocketOption;"
                    + "Ljava/lang/Object;)V");

    @TempDir
    Path directory;

    /** On JDK 17 without the rows of the plain implementation of Socket, which 8 and 11 are the proof of. */
    @OnJdks(Jdks.EDGES)
    void row_removed_isMissed(TestJdk jdk) {
        Run whole = run(jdk, null);
        assertThat(whole.failed).isEmpty();
        assertThat(run(jdk, null).marks).as("two runs with all rows").isEqualTo(whole.marks);

        List<String> notMissed = whole.installed.parallelStream()
                .filter(row -> (jdk.version() < 13 || !isPlain(row)) && !isDoubled(row, jdk))
                .filter(row -> run(jdk, row).marks.equals(whole.marks))
                .toList();

        assertThat(notMissed).isEmpty();
    }

    private static boolean isPlain(String row) {
        return row.startsWith("java.net.");
    }

    private static boolean isDoubled(String row, TestJdk jdk) {
        return DOUBLED.contains(row)
                || SAVING.contains(row)
                || jdk.version() >= 17 && DOUBLED_SINCE_17.contains(row)
                || jdk.version() <= 12 && DOUBLED_UNTIL_12.contains(row);
    }

    private Run run(TestJdk jdk, String without) {
        try {
            Path file = Files.createTempFile(directory, "run", ".jfr");
            HostJvm.Builder builder = HostJvm.on(jdk)
                    .main(EveryHook.class)
                    .agentOptions("probe=off" + (without == null ? "" : ",without=" + without))
                    .recordingTo(file);
            try (HostJvm host = builder.start()) {
                assertThat(host.awaitExit(HostJvm.LIMIT)).as(host::transcript).isZero();
            }
            return new Run(Recorded.in(file));
        } catch (IOException | InterruptedException e) {
            throw new AssertionError(e);
        }
    }

    /** The marks that a run left in its recording. */
    private static final class Run {
        final TreeMap<String, Integer> marks = new TreeMap<>();
        final List<String> installed;
        final String failed;

        Run(Recorded recorded) {
            RecordedEvent info = recorded.named("AgentInfo")
                    .reduce((first, second) -> second)
                    .orElseThrow();
            installed = info.getString("hooksInstalled").lines().toList();
            failed = info.getString("hooksFailed");
            assertThat(info.getLong("suppressedErrors")).isZero();
            Set<Long> failed = recorded.named("ConnectFailed")
                    .map(event -> event.getLong("connectionId"))
                    .collect(Collectors.toSet());
            recorded.all()
                    .forEach(event -> mark(
                            event, event.hasField("connectionId") && failed.contains(event.getLong("connectionId"))));
        }

        /**
         * Counts what is the same in every run. Whether a client's opening is already its end depends on time, and so
         * does which thread first reports a failed connect.
         */
        private void mark(RecordedEvent event, boolean failed) {
            boolean opening = Recorded.nameOf(event).equals("ConnectionOpened");
            StringBuilder mark = new StringBuilder(Recorded.nameOf(event));
            for (String field : List.of(
                    "api",
                    "role",
                    "operation",
                    "direction",
                    "unreadData",
                    "linger",
                    "kernelState",
                    "lastUse",
                    "attached")) {
                if (event.hasField(field)) {
                    mark.append(' ').append(event.<Object>getValue(field));
                }
            }
            if (event.hasField("message")) {
                mark.append(event.getString("message").contains("Exception") ? " why" : " no reason");
            }
            if (event.hasField("createdSite") && !(opening && failed)) {
                mark.append(event.getLong("createdSite") == 0 ? " here" : " elsewhere");
            }
            marks.merge(mark.toString(), 1, Integer::sum);
            if (opening && event.getString("state").equals("ESTABLISHED")) {
                marks.merge("ConnectionEstablished", 1, Integer::sum);
            }
        }
    }
}
