// SPDX-License-Identifier: Apache-2.0
// Copyright the Lastack authors
package io.github.lastack.facts.source;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.github.lastack.facts.KernelFact;
import io.github.lastack.facts.SocketFact;
import io.github.lastack.history.JvmContext;
import io.github.lastack.model.Role;
import io.github.lastack.model.TcpState;
import io.github.lastack.scenario.RealRecording;
import io.github.lastack.scenario.Replayed;
import io.github.lastack.testing.UsesFlightRecorder;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

@UsesFlightRecorder
class RecordingReaderTest {
    private static final int STATE = 64;
    private static final int METADATA_COMES_LATER = 3_000;

    @TempDir
    private Path folder;

    @Test
    void event_everyKind_becomesItsFact() throws Exception {
        Path file = folder.resolve("all.jfr");
        try (RealRecording recording = new RealRecording()) {
            recording.leak(1);
            recording.close(1);
            recording.everythingElse(2);
            recording.agentInfo("1@2", 1);
            recording.dump(file);
        }

        List<SocketFact> facts = facts(read(file));

        assertThat(facts)
                .extracting(fact -> (Object) fact.getClass())
                .containsExactlyInAnyOrder(
                        SocketFact.Opened.class,
                        SocketFact.EndOfStream.class,
                        SocketFact.Closed.class,
                        SocketFact.Site.class,
                        SocketFact.ListenerOpened.class,
                        SocketFact.Opened.class,
                        SocketFact.Established.class,
                        SocketFact.ConnectFailed.class,
                        SocketFact.Failed.class,
                        SocketFact.Shutdown.class,
                        SocketFact.Probed.class,
                        SocketFact.StillOpen.class,
                        SocketFact.DescriptorClosed.class,
                        SocketFact.Collected.class,
                        SocketFact.BindFailed.class,
                        KernelFact.Counts.class,
                        KernelFact.Counts.class,
                        KernelFact.Counters.class,
                        KernelFact.ListenerQueue.class,
                        KernelFact.PortHolder.class,
                        KernelFact.Settings.class,
                        SocketFact.AgentInfo.class);
        assertThat(facts).extracting(SocketFact::at).isSorted();
    }

    @Test
    void recording_agentDetached_endsThere() throws Exception {
        Path file = folder.resolve("parted.jfr");
        try (RealRecording recording = new RealRecording()) {
            recording.leak(1);
            recording.agentInfo("1@2", 1, true);
            recording.nothingFor(1_500);
            recording.dump(file);
        }

        Recording parted = read(file);

        assertThat(parted.info().losses())
                .singleElement()
                .asString()
                .contains("parted.jfr goes on for", "after the agent was taken out");
        Instant end = parted.jvms().get(0).end();
        assertThat(facts(parted)).last().satisfies(last -> assertThat(last.at()).isEqualTo(end));
    }

    @Test
    void whatIsKnown_ofAJvmThatWasShutDown_endsWhenThatBegan() throws Exception {
        Path file = folder.resolve("ended.jfr");
        try (RealRecording recording = new RealRecording()) {
            recording.leak(1);
            recording.agentInfo("1@2", 1);
            recording.jvmShutsDown();
            recording.close(1);
            recording.nothingFor(1_500);
            recording.dump(file);
        }

        Recording ended = read(file);

        assertThat(ended.info().losses())
                .singleElement()
                .asString()
                .contains("ended.jfr goes on for", "after its JVM began to shut down");
        assertThat(ended.info().end()).isEqualTo(ended.jvms().get(0).end());
        assertThat(ended.jvms().get(0).shutDown()).isTrue();
        assertThat(facts(ended))
                .hasAtLeastOneElementOfType(SocketFact.EndOfStream.class)
                .doesNotHaveAnyElementsOfTypes(SocketFact.Closed.class)
                .last()
                .isEqualTo(new SocketFact.JvmShutdown(ended.info().end()));
    }

    @Test
    void kernelFacts_recorded_areTakenAsTheyAre() throws Exception {
        Path file = folder.resolve("kernel.jfr");
        try (RealRecording recording = new RealRecording()) {
            recording.everythingElse(2);
            recording.agentInfo("1@2", 1);
            recording.dump(file);
        }

        JvmContext context = Replayed.of(read(file).jvms()).get(0).context();

        assertThat(context.settings().ports()).isEqualTo(60_999 - 32_768 + 1 - 11);
        assertThat(context.settings().twReuse()).isEqualTo(-1);
        assertThat(context.settings().timeWait()).isNull();
        assertThat(context.finTimeout()).hasSeconds(30);
        assertThat(context.settings().synRetries()).isEqualTo(6);
        assertThat(context.settings().synackRetries()).isEqualTo(5);
        assertThat(context.settings().retries2()).isEqualTo(15);
        assertThat(context.settings().orphanRetries()).isZero();
        assertThat(context.settings().keepaliveTime()).hasHours(2);
        assertThat(context.counts(KernelFact.Scope.PROCESS).get(0).states())
                .containsExactly(Map.entry(TcpState.FIN_WAIT_1, 7));
        assertThat(context.counts(KernelFact.Scope.MACHINE).get(0).in(TcpState.TIME_WAIT))
                .isEqualTo(812);
        assertThat(context.counters().get(0).value("listenOverflows")).isEqualTo(3);
        assertThat(context.counters().get(0).value("listenDrops")).isEqualTo(-1);
        assertThat(context.counters().get(0).values()).hasSize(23);
        assertThat(context.listeners()).hasSize(1);
        assertThat(context.listeners().get(0).newest().orElseThrow().local()).isEqualTo("[::]:80");
        assertThat(context.listeners().get(0).newest().orElseThrow().handshakes())
                .isEqualTo(new KernelFact.Handshakes(2, 5, 1));
        assertThat(context.holders().get(0).remote()).isNull();
        assertThat(context.bindFailures().get(0).fact().listening()).isTrue();
    }

    @Test
    void fields_recorded_areTakenAsTheyAre() throws Exception {
        List<SocketFact> facts = facts(read(RealRecording.leaky(folder.resolve("leak.jfr"), 1)));

        SocketFact.Opened opened = (SocketFact.Opened) facts.get(0);
        assertThat(opened.id()).isEqualTo(1);
        assertThat(opened.ends())
                .isEqualTo(new SocketFact.Ends(
                        Role.CLIENT, "Socket", "feed.example", "[::1]:40001", 40_001, "[::1]:8080"));
        assertThat(opened.state()).isEqualTo(TcpState.ESTABLISHED);
        assertThat(opened.begun()).isBeforeOrEqualTo(opened.at());
        SocketFact.EndOfStream end = (SocketFact.EndOfStream) facts.get(1);
        assertThat(end.kernel()).isEqualTo(TcpState.CLOSE_WAIT);
    }

    @Test
    void stacks_recorded_beginWithTheAgentsCaller() throws Exception {
        List<SocketFact> facts = facts(read(RealRecording.leaky(folder.resolve("leak.jfr"), 1)));

        List<String> stack = ((SocketFact.Opened) facts.get(0)).stack();

        assertThat(stack.get(0))
                .matches("io\\.github\\.lastack\\.scenario\\.RealRecording\\.poll\\(RealRecording\\.java:\\d+\\)");
        assertThat(stack.get(1)).startsWith("io.github.lastack.scenario.RealRecording.leak(RealRecording.java:");
        assertThat(stack).noneMatch(frame -> frame.startsWith("io.github.lastack.events."));
    }

    @Test
    void sites_printed_loseModulesAndHiddenFrames() throws Exception {
        Path file = folder.resolve("site.jfr");
        try (RealRecording recording = new RealRecording()) {
            recording.everythingElse(2);
            recording.dump(file);
        }

        SocketFact.Site site = (SocketFact.Site) facts(read(file)).stream()
                .filter(SocketFact.Site.class::isInstance)
                .findFirst()
                .orElseThrow();

        assertThat(site.frames())
                .containsExactly("java.net.Socket.connect(Socket.java:633)", "com.acme.Main.main(Main.java:3)");
    }

    @Test
    void listing_openConnection_hasUnreadSinceAndLastReader() throws Exception {
        Path file = folder.resolve("listing.jfr");
        try (RealRecording recording = new RealRecording()) {
            recording.everythingElse(2);
            recording.dump(file);
        }

        SocketFact.StillOpen open = (SocketFact.StillOpen) facts(read(file)).stream()
                .filter(SocketFact.StillOpen.class::isInstance)
                .findFirst()
                .orElseThrow();

        assertThat(open.openedAt()).isEqualTo(Instant.ofEpochSecond(1));
        assertThat(open.lastUsedSite()).isEqualTo(3);
        assertThat(open.unreadSince()).isEqualTo(Instant.ofEpochMilli(1500));
        assertThat(open.attached()).isEqualTo("io.netty.handler.codec.string.StringDecoder, com.acme.OrderHandler");
    }

    @Test
    void recording_severalChunks_spansAll() throws Exception {
        Instant before = Instant.now();
        Recording recording = read(RealRecording.leaky(folder.resolve("leak.jfr"), 3));

        assertThat(recording.info().start()).isBetween(before.minusSeconds(1), Instant.now());
        assertThat(recording.info().end())
                .isBetween(recording.info().start(), Instant.now().plusSeconds(1));
        List<SocketFact> facts = facts(recording);
        assertThat(facts.get(facts.size() - 1).at())
                .isBeforeOrEqualTo(recording.info().end());
        assertThat(recording.info().losses()).isEmpty();
    }

    @Test
    void recordings_overlappingDumps_areReadAsOne() throws Exception {
        Path whole = RealRecording.leaky(folder.resolve("whole.jfr"), 2);
        Path copy = Files.copy(whole, folder.resolve("copy.jfr"));

        Recording twice = RecordingReader.read(List.of(whole, copy));

        assertThat(twice.jvms()).hasSize(1);
        assertThat(facts(twice)).isEqualTo(facts(read(whole)));
    }

    @Test
    void recordings_differentJvms_areKeptApart() throws Exception {
        Path first = folder.resolve("first.jfr");
        Path second = folder.resolve("second.jfr");
        for (Path file : List.of(first, second)) {
            try (RealRecording recording = new RealRecording()) {
                recording.leak(1);
                recording.agentInfo(file.getFileName().toString(), 1);
                recording.dump(file);
            }
        }

        assertThat(RecordingReader.read(List.of(first, second)).jvms())
                .extracting(Recording.Jvm::instance)
                .containsExactly("first.jfr", "second.jfr");
    }

    @Test
    void file_missing_isReported() {
        assertFails(folder.resolve("no.jfr"), "no.jfr: no such file");
    }

    @Test
    void folder_withoutARecording_isSaidWithTheFoldersOfJfrInIt() throws IOException {
        Path chunks = Files.createDirectory(folder.resolve("2026_11_30_13_31_11_22056"));
        assertFails(
                folder,
                "has no recording (*.jfr) in it that is not empty; JFR keeps a JVM's chunks in a folder of"
                        + " their own, such as " + chunks);

        Files.createFile(chunks.resolve("2026_11_30_13_31_11.jfr"));
        assertFails(chunks, "JFR had written nothing yet of the chunk in it");
    }

    @Test
    void folder_ofRecordings_isReadAsAllOfThem() throws Exception {
        Path whole = RealRecording.leaky(folder.resolve("whole.jfr"), 2);
        Files.writeString(folder.resolve("readme.txt"), "no recording");
        Files.createFile(folder.resolve("empty.jfr"));

        Recording recording = read(folder);

        assertThat(facts(recording)).isEqualTo(facts(read(whole)));
        assertThat(recording.info().files()).containsExactly(folder.toString());
        assertThat(recording.info().losses()).isEmpty();
    }

    @Test
    void emptyFile_isSaid_withWhereJfrKeepsChunks() throws IOException {
        assertFails(Files.createFile(folder.resolve("empty.jfr")), "empty.jfr: is empty");
        assertFails(folder.resolve("empty.jfr"), "java.io.tmpdir");
        assertFails(folder.resolve("empty.jfr"), "-XX:FlightRecorderOptions=repository=");
    }

    /** What JFR of JDK 14 and later leaves where its JVM is killed. */
    @Test
    void unfinishedChunk_isReadToTheLastFlush_andCalledUnfinished() throws Exception {
        byte[] bytes = Files.readAllBytes(RealRecording.leaky(folder.resolve("whole.jfr"), 1));
        List<SocketFact> whole = facts(read(folder.resolve("whole.jfr")));
        byte[] killed = Arrays.copyOf(bytes, bytes.length + 3_000); // events whose constants are not flushed
        Arrays.fill(killed, bytes.length, killed.length, (byte) 0x33);
        killed[STATE] = 7;
        Path file = Files.write(folder.resolve("killed.jfr"), killed);

        Recording recording = read(file);

        assertThat(facts(recording)).isEqualTo(whole);
        assertThat(recording.info().end())
                .isEqualTo(read(folder.resolve("whole.jfr")).info().end());
        assertThat(recording.info().unread())
                .containsExactly(file + " is unfinished: its JVM was killed, or runs on; what came after "
                        + recording.info().end().truncatedTo(ChronoUnit.SECONDS) + " is not in it");
        assertThat(recording.info().losses()).isEqualTo(recording.info().unread());
    }

    /** Before JDK 14 the header, and how the chunk is to be read, are written at its end. */
    @Test
    void unfinishedChunk_ofAnOldJdk_isRefusedWithTheReason() throws Exception {
        byte[] bytes = Files.readAllBytes(RealRecording.leaky(folder.resolve("whole.jfr"), 1));
        Arrays.fill(bytes, 8, 56, (byte) 0);
        Path file = Files.write(folder.resolve("old.jfr"), Arrays.copyOf(bytes, METADATA_COMES_LATER));

        assertFails(file, "old.jfr: is unfinished: its JVM was killed, or runs on, and has not written yet how it is");
    }

    @Test
    void chunksOfOneFolderOfJfr_areOneJvm_alsoWhereTheAgentDidNotDescribeItself() throws Exception {
        Path chunks = Files.createDirectory(folder.resolve("2026_11_30_13_31_11_22056"));
        Path first = RealRecording.leaky(chunks.resolve("2026_11_30_13_31_11.jfr"), 1);
        try (RealRecording recording = new RealRecording()) {
            recording.close(1);
            recording.dump(chunks.resolve("2026_11_30_13_41_11.jfr"));
        }
        RealRecording.foreign(chunks.resolve("2026_11_30_13_51_11.jfr"));

        Recording recording = read(chunks);

        assertThat(recording.jvms()).extracting(Recording.Jvm::instance).hasSize(1);
        assertThat(facts(recording))
                .filteredOn(SocketFact.Closed.class::isInstance)
                .hasSize(1);
        assertThat(recording.info().losses()).isEmpty();
        assertThat(RecordingReader.read(List.of(first, chunks.resolve("2026_11_30_13_41_11.jfr")))
                        .jvms())
                .hasSize(1);
    }

    @Test
    void file_ofAnotherKind_isReported() throws IOException {
        assertFails(Files.writeString(folder.resolve("app.log"), "hello, world"), "app.log: is not a JFR recording");
        assertFails(Files.writeString(folder.resolve("tiny"), "FL"), "tiny: is not a JFR recording");
    }

    @Test
    void recording_withoutOurEvents_saysTheAgentWasAbsent() throws IOException {
        assertFails(
                RealRecording.foreign(folder.resolve("foreign.jfr")),
                "the agent was not in that JVM; start it with -javaagent:lastack-agent.jar=record=app.jfr");
    }

    @Test
    void recording_foreignAmongOurs_isReported() throws Exception {
        Path ours = RealRecording.leaky(folder.resolve("leak.jfr"), 1);
        Path foreign = RealRecording.foreign(folder.resolve("foreign.jfr"));

        Recording recording = RecordingReader.read(List.of(foreign, ours));

        assertThat(recording.jvms()).hasSize(1);
        assertThat(recording.info().losses())
                .containsExactly(foreign + " holds no events of Lastack: the agent was not in that JVM");
    }

    @Test
    void recording_cutOff_isReadAsFarAsItGoes() throws Exception {
        byte[] whole = Files.readAllBytes(RealRecording.leaky(folder.resolve("whole.jfr"), 3));
        Path cut = Files.write(folder.resolve("cut.jfr"), Arrays.copyOf(whole, whole.length - 10));

        Recording recording = read(cut);

        assertThat(recording.info().losses())
                .containsExactly(cut + " is cut off after byte " + (whole.length - 10)
                        + "; read 2 of 3 chunks and part of another");
        assertThat(facts(recording))
                .filteredOn(SocketFact.Opened.class::isInstance)
                .hasSize(3);
    }

    @Test
    void chunk_damaged_doesNotHideOthers() throws Exception {
        Path file = RealRecording.leaky(folder.resolve("whole.jfr"), 3);
        byte[] bytes = Files.readAllBytes(file);
        int second = (int) ByteBuffer.wrap(bytes).getLong(8);
        Arrays.fill(bytes, second + 68, second + 2000, (byte) 0x7f);
        Path damaged = Files.write(folder.resolve("damaged.jfr"), bytes);

        Recording recording = read(damaged);
        facts(recording); // what is lost inside is known when all is read

        assertThat(recording.info().losses()).singleElement().asString().contains("is damaged inside; read 2 of 3");
    }

    @Test
    void chunk_magicWithin_isNoChunk() throws Exception {
        byte[] whole = Files.readAllBytes(RealRecording.leaky(folder.resolve("whole.jfr"), 1));
        byte[] bytes = Arrays.copyOf(whole, 2_000);
        System.arraycopy(new byte[] {'F', 'L', 'R', 0, 0x7f, 0x7f, 0x7f, 0x7f}, 0, bytes, 1_000, 8);

        assertFails(Files.write(folder.resolve("cut.jfr"), bytes), "is cut off after byte 2000");
    }

    @Test
    void recording_cutOffAnywhere_isReadOrRefused() throws Exception {
        byte[] whole = Files.readAllBytes(RealRecording.leaky(folder.resolve("whole.jfr"), 2));
        int first = (int) ByteBuffer.wrap(whole).getLong(8);
        Random random = new Random(42);
        for (int i = 0; i < 40; i++) {
            int length = 4 + random.nextInt(whole.length - 4);
            Path cut = Files.write(folder.resolve("cut.jfr"), Arrays.copyOf(whole, length));
            try {
                assertThat(read(cut).jvms()).as("cut at %d", length).hasSize(1);
            } catch (InputException e) {
                assertThat(length).isLessThan(first);
                assertThat(e).hasMessageContaining("is cut off after byte " + length);
            }
        }
    }

    @Test
    void recording_garbageAnywhere_isReadOrRefused() throws Exception {
        byte[] whole = Files.readAllBytes(RealRecording.leaky(folder.resolve("whole.jfr"), 1));
        Random random = new Random(43);
        for (int i = 0; i < 40; i++) {
            byte[] bytes = whole.clone();
            int at = 68 + random.nextInt(bytes.length - 68 - 16);
            byte[] garbage = new byte[16];
            random.nextBytes(garbage);
            System.arraycopy(garbage, 0, bytes, at, garbage.length);
            Path damaged = Files.write(folder.resolve("garbage.jfr"), bytes);
            try {
                assertThat(read(damaged).jvms()).as("garbage at %d", at).isNotEmpty();
            } catch (InputException e) {
                assertThat(e).hasMessageContaining("garbage.jfr");
            }
        }
    }

    private static List<SocketFact> facts(Recording recording) {
        List<SocketFact> facts = new ArrayList<>();
        recording.jvms().get(0).facts().forEach(facts::add);
        return facts;
    }

    private static Recording read(Path file) throws InputException {
        return RecordingReader.read(List.of(file));
    }

    private static void assertFails(Path file, String message) {
        assertThatThrownBy(() -> read(file))
                .isInstanceOf(InputException.class)
                .hasMessageContaining(message)
                .message()
                .doesNotContain("\n");
    }
}
