// SPDX-License-Identifier: Apache-2.0
// Copyright the Lastack authors
package io.github.lastack.samples;

import static java.nio.charset.StandardCharsets.US_ASCII;
import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.Paths;
import java.util.Arrays;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

/**
 * The network namespace of this JVM where no other process uses it, so that a sample may drop segments in it.
 *
 * <pre>
 * unshare -Urn java -javaagent:lastack-agent.jar=record=s20.jfr -cp lastack-samples.jar ...
 * </pre>
 *
 * <p>In any other network nothing is changed. For one thread.
 */
final class OwnNetwork {
    private static final Path DEVICES = Paths.get("/proc/self/net/dev");

    /** Devices that the kernel creates in every new namespace, as far as it has such tunnels; they lead nowhere. */
    private static final Set<String> IN_EVERY_NEW_NETWORK = new HashSet<>(Arrays.asList(
            "lo", "tunl0", "gre0", "gretap0", "erspan0", "ip_vti0", "ip6_vti0", "sit0", "ip6tnl0", "ip6gre0"));

    private OwnNetwork() {}

    /**
     * Prepares the network: starts its loopback device, and checks that segments can be dropped.
     *
     * @param shows what the sample shows, in one sentence
     * @return null where that is not possible; the reason, and how to run the sample, have been printed then
     */
    static OwnNetwork orExplain(Class<?> sample, String shows) {
        try {
            if (!isOwn()) {
                return explain(sample, shows, "this network is not the sample's own");
            }
            OwnNetwork network = new OwnNetwork();
            run("", "ip", "link", "set", "lo", "up");
            network.loses();
            return network;
        } catch (IOException notAllowed) {
            return explain(sample, shows, notAllowed.getMessage());
        }
    }

    private static OwnNetwork explain(Class<?> sample, String shows, String why) {
        System.out.println(shows);
        System.out.println("Nothing is shown here: " + why + ". It takes Linux with unshare(1), ip(8) and nft(8):");
        System.out.println("    unshare -Urn java -javaagent:lastack-agent.jar=record=sample.jfr,closewait=1s"
                + " -cp lastack-samples.jar " + sample.getName());
        return null;
    }

    /** Whether there is only a loopback device, so that no other process can be harmed. */
    private static boolean isOwn() throws IOException {
        if (!Files.isReadable(DEVICES)) {
            return false;
        }
        List<String> lines = Files.readAllLines(DEVICES, US_ASCII);
        return lines.stream()
                .filter(line -> line.indexOf(':') > 0)
                .map(line -> line.substring(0, line.indexOf(':')).trim())
                .allMatch(IN_EVERY_NEW_NETWORK::contains);
    }

    /** Drops the incoming segments that match one of the rules of nft(8), from now on. */
    void loses(String... matches) throws IOException {
        StringBuilder rules = new StringBuilder("table inet sample\ndelete table inet sample\ntable inet sample {\n")
                .append("chain input {\ntype filter hook input priority 0;\n");
        for (String match : matches) {
            rules.append(match).append(" drop\n");
        }
        run(rules.append("}\n}\n").toString(), "nft", "-f", "-");
    }

    /** Sets a value of {@code net.ipv4} in this network, such as {@code tcp_retries2}. */
    void set(String setting, int value) throws IOException {
        Files.write(
                Paths.get("/proc/sys/net/ipv4", setting),
                Integer.toString(value).getBytes(US_ASCII));
    }

    private static void run(String input, String... command) throws IOException {
        Process process = new ProcessBuilder(command).redirectErrorStream(true).start();
        try (OutputStream in = process.getOutputStream()) {
            in.write(input.getBytes(US_ASCII));
        }
        String said = all(process.getInputStream());
        try {
            if (process.waitFor() != 0) {
                throw new IOException(String.join(" ", command) + ": " + said.trim());
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IOException(e);
        }
    }

    private static String all(InputStream in) throws IOException {
        ByteArrayOutputStream all = new ByteArrayOutputStream();
        byte[] part = new byte[1024];
        for (int n = in.read(part); n >= 0; n = in.read(part)) {
            all.write(part, 0, n);
        }
        return new String(all.toByteArray(), UTF_8);
    }
}
