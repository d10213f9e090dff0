// SPDX-License-Identifier: Apache-2.0
// Copyright the Lastack authors
package io.github.lastack.distribution;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;

/** A program that has ended: its exit code, and what it wrote to both of its streams. */
record ProgramRun(int code, String out) {
    private static final int LIMIT_SECONDS = 180;
    private static final Path JDK = Path.of(System.getProperty("java.home"), "bin");

    /** Runs a program with this environment; one of the JDK that runs the test is found there. */
    static ProgramRun of(String... command) throws IOException, InterruptedException {
        if (command[0].startsWith("j")) {
            command[0] = JDK.resolve(command[0]).toString();
        }
        return of(Map.copyOf(System.getenv()), command);
    }

    /** Runs a program with just the environment given; it is ended after three minutes. */
    static ProgramRun of(Map<String, String> environment, String... command) throws IOException, InterruptedException {
        ProcessBuilder builder = new ProcessBuilder(command).redirectErrorStream(true);
        builder.environment().clear();
        builder.environment().putAll(environment);
        Process process = builder.start();
        process.getOutputStream().close();
        CompletableFuture<Boolean> late = CompletableFuture.supplyAsync(
                () -> process.destroyForcibly() != null,
                CompletableFuture.delayedExecutor(LIMIT_SECONDS, TimeUnit.SECONDS));
        String out = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        int code = process.waitFor();
        late.cancel(false);
        return new ProgramRun(code, out);
    }

    ProgramRun mustPass() {
        if (code != 0) {
            throw new AssertionError("exit code " + code + ":\n" + out);
        }
        return this;
    }

    List<String> lines() {
        return out.lines().toList();
    }
}
