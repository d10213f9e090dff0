// SPDX-License-Identifier: Apache-2.0
// Copyright the Lastack authors
package io.github.lastack.report;

import io.github.lastack.diagnose.Diagnosis;
import io.github.lastack.report.markup.Markup;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.io.Writer;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.Base64;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * {@code lastack report}: one self-contained HTML page.
 *
 * <p>The template is itself a page that a browser can show; its holes are comments, replaced by the parts. Style and
 * script are inlined, and the page's policy allows only these two, so nothing from a recording can run as code.
 */
public final class HtmlReport {
    private static final Pattern HOLE = Pattern.compile("<!--hole (\\w+)-->");
    private static final String STYLE_LINK = "<link rel=\"stylesheet\" href=\"report.css\">";
    private static final String SCRIPT_LINK = "<script src=\"report.js\"></script>";

    private HtmlReport() {}

    public static void write(Diagnosis diagnosis, String version, Writer out) throws IOException {
        String style = resource("report.css");
        String script = resource("report.js");
        ReportPage page = new ReportPage(diagnosis);
        Map<String, String> parts = Map.ofEntries(
                Map.entry("policy", policy(style, script)),
                Map.entry("title", "<title>" + page.title() + "</title>"),
                Map.entry("verdict", page.verdict()),
                Map.entry("worst", page.worst()),
                Map.entry("notes", page.notes()),
                Map.entry("unknown", page.unknown()),
                Map.entry("diagram", page.diagram()),
                Map.entry("arrows", page.arrows()),
                Map.entry("states", page.states()),
                Map.entry("sites", page.sites()),
                Map.entry("remotes", page.remotes()),
                Map.entry("version", new Markup().text(version).toString()),
                Map.entry("data", data(PageData.of(diagnosis.timeline()))));
        String template = resource("report.html")
                .replace(STYLE_LINK, "<style>" + style + "</style>")
                .replace(SCRIPT_LINK, "<script>" + script + "</script>");
        out.write(HOLE.matcher(template).replaceAll(hole -> Matcher.quoteReplacement(parts.get(hole.group(1)))));
    }

    private static String data(String json) {
        return "<script type=\"application/json\" id=\"data\">" + json + "</script>";
    }

    private static String policy(String style, String script) {
        return "<meta http-equiv=\"Content-Security-Policy\" content=\"default-src 'none'; img-src data:; style-src '"
                + hash(style) + "'; script-src '" + hash(script) + "'; base-uri 'none'; form-action 'none'\">";
    }

    private static String hash(String code) {
        try {
            byte[] digest = MessageDigest.getInstance("SHA-256").digest(code.getBytes(StandardCharsets.UTF_8));
            return "sha256-" + Base64.getEncoder().encodeToString(digest);
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException(e); // every JDK has it
        }
    }

    private static String resource(String name) {
        try (InputStream in = HtmlReport.class.getResourceAsStream(name)) {
            return new String(in.readAllBytes(), StandardCharsets.UTF_8);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
