// SPDX-License-Identifier: Apache-2.0
// Copyright the Lastack authors
package io.github.lastack.agent;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.NullAndEmptySource;
import org.junit.jupiter.params.provider.ValueSource;

class AgentArgumentsTest {
    @ParameterizedTest
    @NullAndEmptySource
    @ValueSource(strings = " ")
    void options_none_areTheDefaults(String text) {
        AgentArguments options = AgentArguments.parse(text);

        assertThat(options.recordFile).isNull();
        assertThat(options.closeWaitNanos).isEqualTo(TimeUnit.SECONDS.toNanos(10));
        assertThat(options.probeNanos).isEqualTo(TimeUnit.SECONDS.toNanos(1));
        assertThat(options.stackDepth).isEqualTo(64);
    }

    @Test
    void options_all_areParsed() {
        AgentArguments options = AgentArguments.parse("record=/tmp/a=b.jfr, closewait=2m ,probe=100 ms,stackdepth=200");

        assertThat(options.recordFile).isEqualTo("/tmp/a=b.jfr");
        assertThat(options.closeWaitNanos).isEqualTo(TimeUnit.MINUTES.toNanos(2));
        assertThat(options.probeNanos).isEqualTo(TimeUnit.MILLISECONDS.toNanos(100));
        assertThat(options.stackDepth).isEqualTo(200);
    }

    @ParameterizedTest
    @CsvSource({"1ns,1", "1us,1000", "1ms,1000000", "1s,1000000000", "1 h,3600000000000", "1d,86400000000000"})
    void time_inJfrNotation_isParsed(String time, long nanos) {
        assertThat(AgentArguments.parse("closewait=" + time).closeWaitNanos).isEqualTo(nanos);
    }

    @Test
    void probe_off_isZero() {
        assertThat(AgentArguments.parse("probe=off").probeNanos).isZero();
    }

    @Test
    void options_inForce_havePrintedFormOfInput() {
        String inForce = AgentArguments.parse("closewait=2s,probe=off").toString();

        assertThat(inForce).isEqualTo("closewait=2000 ms,probe=off,stackdepth=64,detail=500");
        assertThat(AgentArguments.parse(inForce)).hasToString(inForce);
    }

    @Test
    void redact_choices_areGivenOneByOne() {
        AgentArguments options = AgentArguments.parse("redact=hosts,redact=addresses");

        assertThat(options.redact).containsExactly("hosts", "addresses");
        assertThat(AgentArguments.parse(options.toString())).hasToString(options.toString());
        assertThatThrownBy(() -> AgentArguments.parse("redact=all"))
                .hasMessage("option 'redact' wants hosts or addresses, not 'all'");
    }

    @Test
    void option_unknown_isRejectedWithTheAcceptedOnes() {
        assertThatThrownBy(() -> AgentArguments.parse("recrod=app.jfr"))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage(
                        "unknown option 'recrod'; accepted are record=FILE, maxsize=SIZE, maxage=TIME, closewait=TIME,"
                                + " probe=TIME or off, stackdepth=N, detail=N or all, without=HOOK, selftest, jmx,"
                                + " redact=hosts or addresses");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {"closewait", "closewait=", "closewait=10", "closewait=ten", "closewait=0s", "closewait=-1s"})
    void time_malformed_isRejectedWithTheForm(String text) {
        assertThatThrownBy(() -> AgentArguments.parse(text))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageStartingWith("option 'closewait' wants a time like 100 ms, 10s or 2m, not '");
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "0", "-1", "2049", "many"})
    void stackdepth_outOfRange_isRejectedWithTheRange(String value) {
        assertThatThrownBy(() -> AgentArguments.parse("stackdepth=" + value))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage("option 'stackdepth' wants a number of frames from 1 to 2048, not '" + value + "'");
    }

    @Test
    void detail_value_isANumberOrAll() {
        assertThat(AgentArguments.parse("").detailLimit).isEqualTo(500);
        assertThat(AgentArguments.parse("detail=50").detailLimit).isEqualTo(50);
        assertThat(AgentArguments.parse("detail=all").detailLimit).isZero();
        assertThat(AgentArguments.parse("detail=all").toString()).endsWith(",detail=all");
        assertThatThrownBy(() -> AgentArguments.parse("detail=0"))
                .hasMessage(
                        "option 'detail' wants a number of connections a second from 1 to 1000000, or all, not '0'");
    }

    @Test
    void without_hook_leavesItOut() {
        String close = "sun.nio.ch.NioSocketImpl.close()V";

        assertThat(AgentArguments.parse("without=" + close + ",probe=off").without)
                .containsExactly(close);
        assertThatThrownBy(() -> AgentArguments.parse("without=java.net.Socket.close()V"))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageStartingWith("option 'without' wants a hook")
                .hasMessageEndingWith("not 'java.net.Socket.close()V'");
    }

    @Test
    void selftest_option_isOffByDefault() {
        assertThat(AgentArguments.parse("probe=off").selfTest).isFalse();
        assertThat(AgentArguments.parse("selftest,probe=off").selfTest).isTrue();
        assertThatThrownBy(() -> AgentArguments.parse("selftest=maybe"))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage("option 'selftest' takes no value");
    }

    @Test
    void record_withoutFile_isRejected() {
        assertThatThrownBy(() -> AgentArguments.parse("record="))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageStartingWith("option 'record' wants the file to write");
    }

    @ParameterizedTest
    @CsvSource({"1M,1048576", "250m,262144000", "1 g,1073741824", "1g,1073741824", "2048k,2097152", "1048576,1048576"})
    void size_inJfrNotation_isParsed(String size, long bytes) {
        assertThat(AgentArguments.parse("record=app.jfr,maxsize=" + size).maxSize)
                .isEqualTo(bytes);
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "0", "1000", "many", "-1M", "1T", "1000000000g"})
    void sizeThatIsNone_isNamedWithTheFormThatIsWanted(String size) {
        assertThatThrownBy(() -> AgentArguments.parse("record=app.jfr,maxsize=" + size))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage("option 'maxsize' wants a size like 250M or 1g, of 1M to 1000g, not '" + size + "'");
    }

    @Test
    void limitsOfARecording_areSaidAsTheyAreGiven() {
        AgentArguments options = AgentArguments.parse("record=app.jfr,maxsize=250M,maxage=1h");

        assertThat(options.maxAgeNanos).isEqualTo(TimeUnit.HOURS.toNanos(1));
        assertThat(options.toString()).startsWith("record=app.jfr,maxsize=256000k,maxage=3600000 ms,");
        assertThat(AgentArguments.parse(options.toString())).hasToString(options.toString());
    }

    @ParameterizedTest
    @ValueSource(strings = {"maxsize=1g", "maxage=1h"})
    void limitsWithoutARecording_areRefused(String text) {
        assertThatThrownBy(() -> AgentArguments.parse(text))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("'maxsize' and 'maxage'")
                .hasMessageContaining("'record'");
    }

    @ParameterizedTest
    @CsvSource({"a%x.jfr,%x", "a%,%", "% p,'% '"})
    void placeholderThatIsNone_isNamedWithThoseThatAre(String file, String placeholder) {
        assertThatThrownBy(() -> AgentArguments.parse("record=" + file))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage("option 'record' takes %p (process id), %t (start time), %h (host name) and %%, not '"
                        + placeholder + "'");
        assertThat(AgentArguments.parse("record=%h/%p-%t-100%%.jfr").recordFile).isEqualTo("%h/%p-%t-100%%.jfr");
    }
}
