// SPDX-License-Identifier: Apache-2.0
// Copyright the Lastack authors
package io.github.lastack.jvm;

import java.io.BufferedReader;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;

/** Runs the samples' leaky application under the agent, in a JVM of its own. */
public final class LeakyShopRun {
    private static final String MAIN = "io.github.lastack.samples.LeakyShop";
    private static final int GRACE_SECONDS = 60;

    private LeakyShopRun() {}

    /**
     * Makes a recording of some seconds of shop.
     *
     * @param folder for the jars and the recording; the caller deletes it
     * @param output takes what the shop prints, line by line
     * @throws IOException if the JVM cannot be started or ends badly; the message says how
     */
    public static Path record(Path folder, int seconds, Consumer<String> output)
            throws IOException, InterruptedException {
        Path recording = folder.resolve("leaky-shop.jfr");
        Process shop = new ProcessBuilder(command(folder, recording, seconds))
                .redirectErrorStream(true)
                .start();
        shop.getOutputStream().close();
        CompletableFuture<Void> printed = CompletableFuture.runAsync(() -> print(shop, output));
        if (!shop.waitFor(seconds + GRACE_SECONDS, TimeUnit.SECONDS)) {
            shop.destroyForcibly();
            throw new IOException("the demo application did not end within " + (seconds + GRACE_SECONDS) + " s");
        }
        printed.join();
        if (shop.exitValue() != 0) {
            throw new IOException("the demo application ended with exit status " + shop.exitValue());
        }
        return recording;
    }

    private static List<String> command(Path folder, Path recording, int seconds) throws IOException {
        Path java = Path.of(System.getProperty("java.home"), "bin", "java");
        return List.of(
                java.toString(),
                "-javaagent:" + BundledJar.AGENT.extractTo(folder) + "=record="
                        + recording.toString().replace("%", "%%")
                        + ",closewait=2s,probe=200ms",
                "-cp",
                BundledJar.SAMPLES.extractTo(folder).toString(),
                MAIN,
                Integer.toString(seconds));
    }

    private static void print(Process shop, Consumer<String> output) {
        try (BufferedReader lines = shop.inputReader(StandardCharsets.UTF_8)) {
            lines.lines().forEach(output);
        } catch (IOException e) {
            output.accept("(its output could not be read: " + e.getMessage() + ")");
        }
    }
}
