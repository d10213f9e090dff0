// SPDX-License-Identifier: Apache-2.0
// Copyright the Lastack authors
package io.github.lastack.it;

import io.github.lastack.agent.it.HostJvm;
import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.Duration;
import java.util.Map;
import org.junit.jupiter.api.Assumptions;

/** The time of day that those processes see which are told of it; they count time as it goes by all the same. */
final class WallClock {
    private final Path library;
    private final Path setting;

    private WallClock(Path library, Path setting) {
        this.library = library;
        this.setting = setting;
    }

    /** Right at first. Skips the test, and says why, without a C compiler. */
    static WallClock orSkip(Path directory) throws IOException, InterruptedException {
        Path source = directory.resolve("wall-clock.c");
        Path library = directory.resolve("wall-clock.so");
        try (InputStream resource = WallClock.class.getResourceAsStream("wall-clock.c")) {
            Files.copy(resource, source);
        }
        compile(source, library);
        WallClock clock = new WallClock(library, directory.resolve("clock"));
        clock.set(Duration.ZERO);
        return clock;
    }

    private static void compile(Path source, Path library) throws IOException, InterruptedException {
        ProcessBuilder compiler = new ProcessBuilder(
                "cc", "-shared", "-fPIC", "-O1", "-o", library.toString(), source.toString(), "-ldl");
        Process process;
        try {
            process = compiler.redirectErrorStream(true).start();
        } catch (IOException notThere) {
            Assumptions.abort("a clock of a process's own takes a C compiler, cc");
            return;
        }
        String said = new String(process.getInputStream().readAllBytes());
        if (process.waitFor() != 0) {
            throw new AssertionError(said);
        }
    }

    HostJvm.Builder of(HostJvm.Builder host) {
        return host.environment(Map.of("LD_PRELOAD", library.toString(), "WALL_CLOCK", setting.toString()));
    }

    /** @param ahead of the right time */
    void set(Duration ahead) throws IOException {
        ByteBuffer seconds = ByteBuffer.allocate(Long.BYTES).order(ByteOrder.nativeOrder());
        seconds.putLong(0, ahead.toSeconds());
        try (FileChannel file = FileChannel.open(setting, StandardOpenOption.CREATE, StandardOpenOption.WRITE)) {
            file.write(seconds, 0);
        }
    }
}
