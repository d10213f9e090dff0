// SPDX-License-Identifier: Apache-2.0
// Copyright the Lastack authors
package io.github.lastack.distribution;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.github.lastack.agent.it.Jdks;
import io.github.lastack.agent.it.OnJdks;
import io.github.lastack.agent.it.TestJdk;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.StreamSupport;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/**
 * The archive and the image where there is nothing else: in a Debian without Java, beside and inside one that has a
 * JRE 8 alone. Needs root, and {@code mmdebstrap} to make the Debian.
 */
class EmptyHostIT {
    private static final String SHOP = "io.github.lastack.samples.LeakyShop";
    private static final String LIMITS = "--duration 6s --agent closewait=1s,probe=200ms";
    private static final String AT_LASTACK = "/opt/lastack";
    private static final String AT_SHOP = "/opt/shop";

    private static Path debian;
    private static Path linux;
    private static Path plain;
    private static Path shop;

    @BeforeAll
    static void makeHost() throws Exception {
        assumeTrue(
                ProgramRun.of("id", "-u").out().equals("0\n"), "not root: a container cannot be made without a daemon");
        assumeTrue(Files.exists(Path.of("/usr/bin/mmdebstrap")), "mmdebstrap is missing; .ci/tools installs it");
        debian = BuiltFiles.TARGET.resolve("debian");
        if (!Files.exists(debian.resolve("etc/debian_version"))) {
            String release = ProgramRun.of("sh", "-c", ". /etc/os-release; echo $VERSION_CODENAME")
                    .out()
                    .strip();
            ProgramRun.of("mmdebstrap", "--quiet", "--variant=essential", release, debian.toString())
                    .mustPass();
        }
        assertThat(ProgramRun.of("find", debian.toString(), "-name", "java").out())
                .isEmpty();
        linux = BuiltFiles.unpacked(BuiltFiles.LINUX, BuiltFiles.emptyFolder("with-runtime"));
        plain = BuiltFiles.unpacked(BuiltFiles.PLAIN, BuiltFiles.emptyFolder("without-runtime"));
        shop = BuiltFiles.emptyFolder("shop");
        Files.copy(BuiltFiles.SAMPLES, shop.resolve("shop.jar"));
    }

    @OnJdks(value = Jdks.EDGES, to = 8)
    void jreEightAlone_archiveWithRuntime_attachesRecordsReports(TestJdk jdk) throws Exception {
        Container host = withJre("jre-alone", jdk).with(linux, AT_LASTACK);
        ProgramRun run = Container.run(
                openShop(host, jdk)
                        + in(host, AT_LASTACK + "/bin/lastack record $shop -o /tmp/shop.jfr " + LIMITS)
                        + in(host, AT_LASTACK + "/bin/lastack report /tmp/shop.jfr -o /tmp/shop.html"),
                host);
        assertThat(run.mustPass().out()).contains(leak());
        assertThat(host.inTmp("shop.html")).content().contains(leak());
    }

    @OnJdks(value = Jdks.EDGES, to = 8)
    void noJava_archiveWithRuntime_recordsTheJvmOfAnotherContainer(TestJdk jdk) throws Exception {
        Container host = withJre("beside-archive", jdk);
        Container empty = Container.of("archive-alone", debian).with(linux, AT_LASTACK);
        ProgramRun run = Container.run(
                openShop(host, jdk)
                        + in(empty, AT_LASTACK + "/bin/lastack record $shop -o /tmp/shop.jfr " + LIMITS)
                        + in(empty, AT_LASTACK + "/bin/lastack sites /tmp/shop.jfr"),
                host,
                empty);
        assertThat(run.mustPass().out()).contains(leak());
    }

    @OnJdks(value = Jdks.EDGES, to = 8)
    void imageFromScratch_besideAContainer_recordsItsJvm(TestJdk jdk) throws Exception {
        Container host = withJre("beside-image", jdk);
        Path files = BuiltFiles.emptyFolder("image-files");
        Container image = Container.of("image", files);
        String entrypoint = unpackImage(files);
        ProgramRun run = Container.run(
                openShop(host, jdk)
                        + in(image, entrypoint + " record $shop -o /tmp/shop.jfr " + LIMITS)
                        + in(image, entrypoint + " report /tmp/shop.jfr -o /tmp/shop.html"),
                host,
                image);
        assertThat(run.mustPass().out()).contains(leak());
        assertThat(image.inTmp("shop.html")).content().contains(leak());
    }

    @OnJdks(value = Jdks.EDGES, to = 8)
    void jreEightAlone_plainArchive_saysWhatItTakes(TestJdk jdk) throws Exception {
        Container host = withJre("jre-and-plain", jdk).with(plain, AT_LASTACK);
        ProgramRun run = Container.run(
                in(host, "env PATH=" + jdk.home() + "/jre/bin:/usr/bin:/bin " + AT_LASTACK + "/bin/lastack"), host);
        assertThat(run.out())
                .startsWith("lastack: " + jdk.home() + "/jre/bin/java is Java 1.8")
                .endsWith("or the archive that has its own runtime, lastack-" + BuiltFiles.VERSION
                        + "-linux-x64.tar.gz\n")
                .hasLineCount(1);
        assertThat(run.code()).isEqualTo(3);
    }

    @Test
    void noJava_plainArchive_saysWhatItTakes() throws Exception {
        Container host = Container.of("plain-alone", debian).with(plain, AT_LASTACK);
        ProgramRun run = Container.run(in(host, AT_LASTACK + "/bin/lastack"), host);
        assertThat(run.out())
                .startsWith("lastack: no java found: it takes Java 17 or later")
                .hasLineCount(1);
        assertThat(run.code()).isEqualTo(3);
    }

    /** A container that has the JRE where it was, since its programs may name libraries by their full path. */
    private static Container withJre(String name, TestJdk jdk) throws Exception {
        Path jre = jdk.home().resolve("jre");
        Container host = Container.of(name, debian).with(jre, jre.toString()).with(shop, AT_SHOP);
        ProgramRun.of("sh", "-c", "ldd " + jre + "/bin/java; find " + jre + " -name libjvm.so -exec ldd {} +")
                .lines()
                .stream()
                .map(line -> line.replaceAll(".*=> ", "").strip().replaceAll(" .*", ""))
                .filter(file -> file.startsWith("/") && !file.startsWith(jre.toString()))
                .map(file -> Path.of(file).getParent())
                .filter(folder -> folder.startsWith(jdk.home()))
                .distinct()
                .forEach(folder -> host.with(folder, folder.toString()));
        return host;
    }

    private static String openShop(Container host, TestJdk jdk) {
        return "chroot " + host.root() + " " + jdk.home() + "/jre/bin/java -cp " + AT_SHOP + "/shop.jar " + SHOP
                + " 60 >" + host.inTmp("shop.txt") + " 2>&1 &\n"
                + "shop=$!\n"
                + "until grep -q open " + host.inTmp("shop.txt") + "; do kill -0 $shop; sleep 0.1; done\n";
    }

    private static String in(Container container, String command) {
        return "chroot " + container.root() + " " + command + "\n";
    }

    /** The line of the sample that reads the end of the stream and does not close. */
    private static String leak() throws IOException {
        Path source = BuiltFiles.TARGET.resolve(
                "../../../samples/src/main/java/io/github/lastack/samples/shop/PriceFeed.java");
        List<String> lines = Files.readAllLines(source);
        int line = 1;
        while (!lines.get(line - 1).contains("prices.readLine()")) {
            line++;
        }
        return "io.github.lastack.samples.shop.PriceFeed.poll(PriceFeed.java:" + line + ")";
    }

    /** Unpacks the layers of the image, lowest first, and returns the command line that it starts. */
    private static String unpackImage(Path into) throws Exception {
        Path oci = BuiltFiles.emptyFolder("oci");
        ProgramRun.of("tar", "xf", BuiltFiles.IMAGE.toString(), "-C", oci.toString())
                .mustPass();
        JsonNode index = new ObjectMapper().readTree(oci.resolve("index.json").toFile());
        JsonNode manifest = blob(oci, index.path("manifests").path(0));
        for (JsonNode layer : manifest.path("layers")) {
            ProgramRun.of("tar", "xzpf", blobFile(oci, layer).toString(), "-C", into.toString())
                    .mustPass();
        }
        JsonNode entrypoint = blob(oci, manifest.path("config")).path("config").path("Entrypoint");
        return String.join(
                " ",
                StreamSupport.stream(entrypoint.spliterator(), false)
                        .map(JsonNode::asText)
                        .toList());
    }

    private static JsonNode blob(Path oci, JsonNode descriptor) throws IOException {
        return new ObjectMapper().readTree(blobFile(oci, descriptor).toFile());
    }

    private static Path blobFile(Path oci, JsonNode descriptor) {
        return oci.resolve("blobs").resolve(descriptor.path("digest").asText().replace(':', '/'));
    }
}
