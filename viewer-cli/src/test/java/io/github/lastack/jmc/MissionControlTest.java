// SPDX-License-Identifier: Apache-2.0
// Copyright the Lastack authors
package io.github.lastack.jmc;

import static org.assertj.core.api.Assertions.assertThat;
import static org.openjdk.jmc.common.item.Attribute.attr;
import static org.openjdk.jmc.common.item.ItemFilters.type;

import io.github.lastack.events.EventNames;
import io.github.lastack.scenario.RealRecording;
import io.github.lastack.testing.UsesFlightRecorder;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import jdk.jfr.Recording;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.openjdk.jmc.common.item.Aggregators;
import org.openjdk.jmc.common.item.IAttribute;
import org.openjdk.jmc.common.item.IItemCollection;
import org.openjdk.jmc.common.item.ItemFilters;
import org.openjdk.jmc.common.unit.IQuantity;
import org.openjdk.jmc.common.unit.UnitLookup;
import org.openjdk.jmc.flightrecorder.JfrAttributes;
import org.openjdk.jmc.flightrecorder.jdk.JdkAttributes;

/** What JDK Mission Control makes of the events, asked of its own libraries; with the queries of JMC.md. */
@UsesFlightRecorder
class MissionControlTest {
    private static final IAttribute<String> OPENED_BY = attr("openedBy", "Opened By", UnitLookup.PLAIN_TEXT);
    private static final IAttribute<String> KERNEL_STATE = attr("kernelState", "Kernel State", UnitLookup.PLAIN_TEXT);
    private static final IAttribute<IQuantity> IN_STATE = attr("inState", "Time in State", UnitLookup.TIMESPAN);
    private static final IAttribute<Number> CONNECTION_ID =
            attr("connectionId", "Connection Id", UnitLookup.RAW_NUMBER);

    private static MissionControl jmc;

    @BeforeAll
    static void record(@TempDir Path directory) throws Exception {
        Path file = directory.resolve("app.jfr");
        try (RealRecording events = new RealRecording();
                Recording recording = new Recording()) {
            recording.enable("jdk.SocketRead").withThreshold(Duration.ZERO).withStackTrace();
            recording.start();
            events.leak(1);
            events.close(1);
            events.spend(7);
            events.everythingElse(2);
            events.agentInfo("1@2", 1);
            readOnce();
            recording.stop();
            recording.dump(file);
        }
        jmc = MissionControl.of(file);
    }

    private static void readOnce() throws IOException {
        try (ServerSocket server = new ServerSocket(0, 0, InetAddress.getLoopbackAddress());
                Socket client = new Socket(server.getInetAddress(), server.getLocalPort());
                Socket accepted = server.accept()) {
            accepted.getOutputStream().write(1);
            assertThat(client.getInputStream().read()).isEqualTo(1);
        }
    }

    @Test
    void events_all_haveLabelDescriptionAndFolder() {
        assertThat(jmc.types().keySet().stream().filter(id -> id.startsWith(EventNames.PREFIX)))
                .hasSizeGreaterThan(20)
                .allSatisfy(id -> {
                    assertThat(jmc.types().get(id).getName()).doesNotContain("lastack");
                    assertThat(jmc.types().get(id).getDescription()).isNotBlank();
                    assertThat(jmc.categoryOf(id)).hasSize(2).first().isEqualTo("Lastack");
                    assertThat(jmc.columns(id).values()).noneMatch(label -> label.startsWith(":"));
                });
    }

    @Test
    void times_all_areTimes() {
        assertThat(jmc.columns(EventNames.CONNECTION_CLOSED))
                .containsEntry("age", "Age: timespan")
                .containsEntry("inState", "Time in State: timespan")
                .containsEntry("connectionId", "Connection Id: raw number");
        assertThat(jmc.columns(EventNames.OPEN_CONNECTION))
                .containsEntry("openedAt", "Opened At: timestamp")
                .containsEntry("stateSince", "State Since: timestamp")
                .containsEntry("unreadFor", "Unread For: timespan")
                .containsEntry("openedBy", "Opened By: text");
        assertThat(jmc.columns(EventNames.AGENT_INFO)).containsEntry("closeWaitLimit", "Close-Wait Limit: timespan");
        assertThat(jmc.columns(EventNames.MACHINE_CONNECTIONS)).containsEntry("readingTime", "Reading Time: timespan");
    }

    @Test
    void remotes_ourEventsAndTheJdks_areTheSameColumns() {
        for (String id : List.of(
                "jdk.SocketRead",
                EventNames.CONNECTION,
                EventNames.CONNECTION_OPENED,
                EventNames.CONNECT_FAILED,
                EventNames.END_OF_STREAM,
                EventNames.CONNECTION_ERROR,
                EventNames.SHUTDOWN,
                EventNames.CONNECTION_CLOSED,
                EventNames.CONNECTION_COLLECTED,
                EventNames.KERNEL_STATE,
                EventNames.OPEN_CONNECTION)) {
            assertThat(List.of(JdkAttributes.IO_HOST, JdkAttributes.IO_ADDRESS, JdkAttributes.IO_PORT))
                    .as(id)
                    .allMatch(column -> MissionControl.has(jmc.types().get(id), column));
        }
    }

    /** Query: joined with the JDK's reads. */
    @Test
    void table_ourEventsAndTheJdks_groupsByAddress() {
        IItemCollection both = jmc.where(ItemFilters.or(type("jdk.SocketRead"), type(EventNames.END_OF_STREAM)));
        Map<String, Long> byAddress = MissionControl.groupedBy(both, JdkAttributes.IO_ADDRESS);
        assertThat(byAddress).containsEntry("127.0.0.1", 1L).containsEntry("0:0:0:0:0:0:0:1", 1L);
    }

    /** Query: which code opened what is still open. */
    @Test
    void open_connections_areGroupedByOpener() {
        IItemCollection open =
                jmc.where(type(EventNames.OPEN_CONNECTION), ItemFilters.equals(KERNEL_STATE, "CLOSE_WAIT"));
        assertThat(MissionControl.groupedBy(open, OPENED_BY)).containsEntry("com.acme.Feed.poll(Feed.java:31)", 1L);
    }

    /** Query: who closes first. */
    @Test
    void closes_inEstablished_areThoseThatCloseFirst() {
        IItemCollection first =
                jmc.where(type(EventNames.CONNECTION_CLOSED), ItemFilters.equals(KERNEL_STATE, "ESTABLISHED"));
        assertThat(MissionControl.values(first, CONNECTION_ID)).hasSize(1);
        assertThat(MissionControl.stacks(first))
                .allSatisfy(stack -> assertThat(stack).contains("io.github.lastack.scenario.RealRecording.spend"));
    }

    /** Query: where the end of stream was read. */
    @Test
    void stackTraces_endOfStream_leadToTheReader() {
        IItemCollection ends = jmc.where(type(EventNames.END_OF_STREAM));
        assertThat(MissionControl.stacks(ends)).isNotEmpty().allSatisfy(stack -> {
            assertThat(stack.get(0)).isEqualTo("io.github.lastack.events.SocketEvents.endOfStream");
            assertThat(stack)
                    .contains("io.github.lastack.scenario.RealRecording.poll")
                    .hasSizeLessThanOrEqualTo(64);
        });
    }

    /** Query: how long in CLOSE_WAIT. */
    @Test
    void timeInCloseWait_aggregated_isATime() {
        IItemCollection late =
                jmc.where(type(EventNames.CONNECTION_CLOSED), ItemFilters.equals(KERNEL_STATE, "CLOSE_WAIT"));
        assertThat(late.getAggregate(Aggregators.max(IN_STATE))
                        .in(UnitLookup.SECOND)
                        .longValue())
                .isEqualTo(30);
    }

    /** The lane of the thread view. */
    @Test
    void life_ofAConnection_isASpan() {
        IItemCollection lives = jmc.where(type(EventNames.CONNECTION));
        assertThat(MissionControl.values(lives, JfrAttributes.DURATION))
                .isNotEmpty()
                .allSatisfy(life ->
                        assertThat(life.in(UnitLookup.MILLISECOND).longValue()).isGreaterThanOrEqualTo(20));
        assertThat(MissionControl.values(lives, JfrAttributes.EVENT_THREAD)).doesNotContainNull();
    }
}
