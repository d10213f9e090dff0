// SPDX-License-Identifier: Apache-2.0
// Copyright the Lastack authors
package io.github.lastack.agent.kernel.proc;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.github.lastack.model.TcpState;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;

/** Rows as Linux prints them, little end first. */
class SocketTableTest {
    private static final String HEADING =
            "  sl  local_address rem_address   st tx_queue rx_queue tr tm->when retrnsmt   uid  timeout inode   \n";

    private static final String LISTENER =
            "   0: 0100007F:1F90 00000000:0000 0A 00000000:00000003 00:00000000 00000000  1000        0 41234 1"
                    + " ffff888003a40000 100 0 0 10 0                     \n";

    private static final String ESTABLISHED =
            "  10: 0200000A:9C40 0700000A:01BB 01 00000010:00000000 02:000A8B5C 00000000     0        0 98765 2"
                    + " 0000000000000000 20 4 30 10 -1                    \n";

    private static final String TIME_WAIT =
            "12345: 0100007F:9C41 0100007F:1F90 06 00000000:00000000 03:00001770 00000000     0        0 0 3"
                    + " 0000000000000000                                     \n";

    private static final String ORPHAN =
            "   2: 0100007F:E776 0100007F:1388 04 00000001:00000000 01:00000041 00000005     0        0 0 2"
                    + " 00000000ac3e32a1 2 0 0 10 -1\n";

    private static final String MAPPED =
            "   1: 0000000000000000FFFF00000100007F:1F90 0000000000000000FFFF00000100007F:D431 08 00000000:00000001"
                    + " 00:00000000 00000000     0        0 77 1 ffff88800 20 4 0 10 -1\n";

    private static final String IPV6 =
            "   2: 00000000000000000000000001000000:0050 B80D0120000000000000000001000000:1234 03 00000000:00000000"
                    + " 01:00000064 00000001     0        0 0 1 ffff88800 20 4 0 10 -1\n";

    @Test
    void row_ofListener_hasQueueAndInode() throws IOException {
        assertThat(rows(HEADING + LISTENER)).containsExactly("LISTEN /127.0.0.1:8080 /0.0.0.0:0 3 41234");
    }

    @Test
    void row_ofConnection_hasBothEnds() throws IOException {
        assertThat(rows(HEADING + ESTABLISHED)).containsExactly("ESTABLISHED /10.0.0.2:40000 /10.0.0.7:443 0 98765");
    }

    @Test
    void row_inTimeWait_hasNoInode() throws IOException {
        assertThat(rows(HEADING + TIME_WAIT)).containsExactly("TIME_WAIT /127.0.0.1:40001 /127.0.0.1:8080 0 0");
    }

    @Test
    void row_withRetransmits_hasTheirNumber() throws IOException {
        List<Integer> retransmits = new ArrayList<>();
        SocketTable.readFrom(inPieces(IPV6 + ESTABLISHED + ORPHAN, 1), row -> retransmits.add(row.retransmits()));
        assertThat(retransmits).containsExactly(1, 0, 5);
    }

    @Test
    void row_waiting_hasItsRemainingTime() throws IOException {
        List<Long> millis = new ArrayList<>();
        SocketTable.readFrom(
                inPieces(TIME_WAIT + ESTABLISHED + LISTENER + ORPHAN, 1), row -> millis.add(row.waitsForMillis()));
        assertThat(millis).containsExactly(60_000L, -1L, -1L, -1L);
    }

    @Test
    void row_withoutTimer_hasNone() throws IOException {
        String cut = "   0: 0100007F:1F90 0100007F:D431 06 00000000:00000000 03:0000\n";
        SocketTable.readFrom(inPieces(cut, 1), row -> {
            assertThat(row.retransmits()).isZero();
            assertThat(row.waitsForMillis()).isEqualTo(-1);
        });
    }

    @Test
    void orphans_ofTable_areUnfinishedWithoutInode() throws IOException {
        String held = ORPHAN.replace(" 0 2 ", " 77 2 ").replace("E776", "E777");
        assertThat(orphans(Set.of(), ORPHAN + held + TIME_WAIT + IPV6))
                .extracting(orphan -> orphan.state() + " " + orphan.retransmits())
                .containsExactly("FIN_WAIT_1 5");
    }

    @Test
    void timeWait_notAwaited_isNoOrphan() throws IOException {
        String older = TIME_WAIT.replace("00001770", "000003E8");
        Set<Integer> awaited = Set.of(EndPair.ports(0x9C41, 0x1F90));
        assertThat(orphans(awaited, older)).singleElement().satisfies(orphan -> assertThat(orphan.inStateMillis(1000))
                .isBetween(50_000L, 59_000L));
        assertThat(orphans(Set.of(1), older)).isEmpty();
    }

    @Test
    void orphan_inFinWait2_hasTimeInState() throws IOException {
        String waiting = TIME_WAIT.replace(" 06 ", " 05 ").replace("00001770", "000003E8");
        assertThat(orphans(Set.of(), waiting)).singleElement().satisfies(orphan -> {
            assertThat(orphan.inStateMillis(12_000)).isBetween(2_000L, 11_000L);
            assertThat(orphan.inStateMillis(9_000)).as("set less since").isZero();
            assertThat(orphan.inStateMillis(-1)).as("not known").isZero();
            assertThat(orphan.inStateMillis(90_000)).as("two timers").isZero();
        });
    }

    @Test
    void orphans_tooMany_areBounded() {
        Orphans orphans = new Orphans(Set.of());
        for (int i = 0; i <= Orphans.LIMIT; i++) {
            assertThat(orphans.areAll()).isTrue();
            orphans.add(new EndPair(i, 1), new Orphans.Orphan(TcpState.LAST_ACK, 0, -1));
        }
        assertThat(orphans.byEnds()).hasSize(Orphans.LIMIT);
        assertThat(orphans.areAll()).isFalse();
    }

    private static Collection<Orphans.Orphan> orphans(Set<Integer> awaited, String table) throws IOException {
        Orphans orphans = new Orphans(awaited);
        SocketTable.readFrom(inPieces(table, 7), row -> orphans.row(row, row.tcpState()));
        return orphans.byEnds().values();
    }

    @Test
    void address_mapped_isIpv4() throws IOException {
        assertThat(rows(MAPPED)).containsExactly("CLOSE_WAIT /127.0.0.1:8080 /127.0.0.1:54321 1 77");
    }

    @Test
    void row_ofIpv6_hasBothEnds() throws IOException {
        assertThat(rows(IPV6)).containsExactly("SYN_RECEIVED /[0:0:0:0:0:0:0:1]:80 /[2001:db8:0:0:0:0:0:1]:4660 0 0");
    }

    @Test
    void line_malformed_isSkipped() throws IOException {
        String odd = "\n:\n  3: \n  4: 0100007F:1F90\n  5: 0100007F:1F90 00000000:0000 0A\n"
                + "  6: 0100007F:1F90 00000000-0000 0A 00000000:00000003 00:00000000 00000000  0  0 1 1\n"
                + "  7: 01:1F90 00:0000 0A 00000000:00000003 00:00000000 00000000  0  0 1 1\n";
        assertThat(rows(odd + LISTENER)).hasSize(1);
    }

    @Test
    void row_withoutInode_hasNone() throws IOException {
        assertThat(rows("   0: 0100007F:1F90 00000000:0000 0A 00000000:00000003 00:00000000 00000000\n"))
                .containsExactly("LISTEN /127.0.0.1:8080 /0.0.0.0:0 3 0");
    }

    @Test
    void retransmits_ofAHandshake_areThoseOfItsSynAck() throws IOException {
        assertThat(retransmits(IPV6)).containsExactly(1);
        assertThat(retransmits(IPV6.replace(" 00000001 ", " 0000000C "))).containsExactly(12);
    }

    @Test
    void retransmits_whereNoneWere_areNone() throws IOException {
        assertThat(retransmits(HEADING + LISTENER + ESTABLISHED + TIME_WAIT)).containsExactly(0, 0, 0);
    }

    @Test
    void retransmits_ofARowThatEndsBefore_areNone() throws IOException {
        assertThat(retransmits("   0: 0100007F:1F90 00000000:0000 0A 00000000:00000003 00:00000000 000\n"))
                .containsExactly(0);
    }

    @Test
    void state_unknown_isNull() throws IOException {
        assertThat(rows(LISTENER.replace(" 0A ", " 0F "))).containsExactly("null /127.0.0.1:8080 /0.0.0.0:0 3 41234");
    }

    @Test
    void rows_readInPieces_areWhole() throws IOException {
        String table = HEADING + LISTENER + ESTABLISHED.repeat(200) + TIME_WAIT.repeat(200) + MAPPED;
        List<String> whole = rows(table);

        assertThat(whole).hasSize(402);
        assertThat(rows(inPieces(table, 7))).isEqualTo(whole);
        assertThat(rows(inPieces(table, 4096))).isEqualTo(whole);
    }

    @Test
    void line_withoutEnd_isRejected() {
        assertThatThrownBy(() -> rows("0".repeat(10_000))).isInstanceOf(IOException.class);
    }

    private static List<Integer> retransmits(String table) throws IOException {
        List<Integer> retransmits = new ArrayList<>();
        SocketTable.readFrom(inPieces(table, 4096), row -> retransmits.add(row.retransmits()));
        return retransmits;
    }

    private static List<String> rows(String table) throws IOException {
        return rows(inPieces(table, Integer.MAX_VALUE));
    }

    private static List<String> rows(InputStream table) throws IOException {
        List<String> rows = new ArrayList<>();
        SocketTable.readFrom(
                table,
                row -> rows.add(row.tcpState() + " " + row.localAddress() + " " + row.remoteAddress() + " "
                        + row.receiveQueue() + " " + row.inode()));
        return rows;
    }

    private static InputStream inPieces(String table, int most) {
        return new ByteArrayInputStream(table.getBytes(StandardCharsets.US_ASCII)) {
            @Override
            public int read(byte[] into, int offset, int length) {
                return super.read(into, offset, Math.min(length, most));
            }
        };
    }
}
