// SPDX-License-Identifier: Apache-2.0
// Copyright the Lastack authors
package io.github.lastack.render.junit;

import static org.assertj.core.api.Assertions.assertThatCode;

import io.github.lastack.diagnose.Diagnoser;
import io.github.lastack.diagnose.Diagnosis;
import io.github.lastack.facts.source.Recording;
import io.github.lastack.render.GoldenTest;
import java.io.StringReader;
import java.util.function.Function;
import java.util.stream.Stream;
import javax.xml.XMLConstants;
import javax.xml.transform.stream.StreamSource;
import javax.xml.validation.Schema;
import javax.xml.validation.SchemaFactory;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

class CheckJUnitTest {
    static Stream<Arguments> reports() {
        return GoldenTest.outputs().filter(output -> output.get()[0].toString().endsWith(".xml"));
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("reports")
    void report_everyCheck_followsTheSchema(String name, Recording recording, Function<Diagnosis, String> output)
            throws Exception {
        Schema schema = SchemaFactory.newInstance(XMLConstants.W3C_XML_SCHEMA_NS_URI)
                .newSchema(CheckJUnitTest.class.getResource("junit-report.xsd"));
        String report = output.apply(Diagnoser.diagnose(recording));

        assertThatCode(() -> schema.newValidator().validate(new StreamSource(new StringReader(report))))
                .doesNotThrowAnyException();
    }
}
