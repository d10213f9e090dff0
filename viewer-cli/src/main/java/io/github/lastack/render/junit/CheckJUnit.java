// SPDX-License-Identifier: Apache-2.0
// Copyright the Lastack authors
package io.github.lastack.render.junit;

import io.github.lastack.diagnose.Check;
import io.github.lastack.diagnose.Diagnosis;
import io.github.lastack.diagnose.site.LeakSite;
import io.github.lastack.render.text.CheckText;
import java.io.IOException;
import java.io.Writer;
import java.math.BigDecimal;
import java.time.Duration;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.List;
import java.util.function.Predicate;
import javax.xml.stream.XMLOutputFactory;
import javax.xml.stream.XMLStreamException;
import javax.xml.stream.XMLStreamWriter;

/** {@code lastack check --junit-xml}: a test case for each limit, in JUnit's XML. */
public final class CheckJUnit {
    private static final DateTimeFormatter TIMESTAMP =
            DateTimeFormatter.ofPattern("yyyy-MM-dd'T'HH:mm:ss").withZone(ZoneOffset.UTC);

    private CheckJUnit() {}

    public static void write(Diagnosis diagnosis, List<Check> checks, Writer out) throws IOException {
        try {
            XMLStreamWriter xml = XMLOutputFactory.newFactory().createXMLStreamWriter(out);
            xml.writeStartDocument("UTF-8", "1.0");
            xml.writeStartElement("testsuite");
            xml.writeAttribute("name", "lastack check");
            xml.writeAttribute("tests", Integer.toString(checks.size()));
            xml.writeAttribute("failures", count(checks, Check::isExceeded));
            xml.writeAttribute("errors", count(checks, Check::isUnjudged));
            xml.writeAttribute("skipped", "0");
            xml.writeAttribute("time", seconds(diagnosis.recording().duration()));
            // The schema of Ant's reports requires a time without a zone, and a host.
            xml.writeAttribute(
                    "timestamp", TIMESTAMP.format(diagnosis.recording().end()));
            xml.writeAttribute("hostname", "localhost");
            properties(xml, diagnosis);
            for (Check check : checks) {
                testCase(xml, diagnosis, check);
            }
            xml.writeEmptyElement("system-out");
            xml.writeEmptyElement("system-err");
            xml.writeEndElement();
            xml.writeEndDocument();
            xml.flush();
        } catch (XMLStreamException e) {
            throw new IOException(e);
        }
    }

    private static String count(List<Check> checks, Predicate<Check> which) {
        return Long.toString(checks.stream().filter(which).count());
    }

    private static void properties(XMLStreamWriter xml, Diagnosis diagnosis) throws XMLStreamException {
        xml.writeStartElement("properties");
        for (String file : diagnosis.recording().files()) {
            xml.writeEmptyElement("property");
            xml.writeAttribute("name", "recording");
            xml.writeAttribute("value", file);
        }
        xml.writeEndElement();
    }

    private static String seconds(Duration duration) {
        return BigDecimal.valueOf(duration.toMillis(), 3).toPlainString();
    }

    private static void testCase(XMLStreamWriter xml, Diagnosis diagnosis, Check check) throws XMLStreamException {
        xml.writeStartElement("testcase");
        xml.writeAttribute("classname", "lastack.check");
        xml.writeAttribute("name", check.option().substring("--".length()));
        xml.writeAttribute("time", "0");
        if (check.isUnjudged()) {
            xml.writeEmptyElement("error");
            xml.writeAttribute("type", check.option());
            xml.writeAttribute("message", CheckText.unjudged(diagnosis));
        }
        if (check.isExceeded()) {
            xml.writeStartElement("failure");
            xml.writeAttribute("type", check.option());
            xml.writeAttribute("message", CheckText.words(check));
            StringBuilder text = new StringBuilder();
            check.sites().forEach(site -> append(text, site));
            xml.writeCharacters(text.toString());
            xml.writeEndElement();
        }
        xml.writeEndElement();
    }

    private static void append(StringBuilder text, LeakSite site) {
        text.append(site.connections() + " " + site.cause().word() + ": " + site.advice() + "\n");
        text.append("    look at " + site.shownBlame() + "\n");
        site.stacks().opened().forEach(frame -> text.append("    opened at ")
                .append(site.origins().shown(frame))
                .append('\n'));
    }
}
