// SPDX-License-Identifier: Apache-2.0
// Copyright the Lastack authors
package io.github.lastack.events.recording;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.LocalDateTime;
import java.time.ZoneId;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class RecordFileTest {
    private static final String PID = Long.toString(ProcessHandle.current().pid());
    private static final String TIME = "\\d{4}(_\\d\\d){5}";

    @TempDir
    private Path folder;

    private final List<RecordFile> claimed = new ArrayList<>();

    @AfterEach
    void release() {
        claimed.forEach(RecordFile::release);
    }

    @Test
    void file_thatIsNew_isItsOwnersOnly() throws IOException {
        RecordFile file = claim("app.jfr");

        assertThat(file.path()).isEqualTo(folder.resolve("app.jfr"));
        assertThat(file.note()).isNull();
        assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(file.path())))
                .isEqualTo("rw-------");
    }

    @Test
    void placeholders_areReplaced() throws IOException {
        String host = Files.readString(Path.of("/proc/sys/kernel/hostname")).strip();

        assertThat(claim("%h-%p-%t-100%%.jfr").path().getFileName().toString())
                .matches(host + "-" + PID + "-" + TIME + "-100%\\.jfr");
    }

    @Test
    void directory_getsAFileOfTheDefaultName() throws IOException {
        RecordFile file = claim("");

        assertThat(file.path()).hasParent(folder);
        assertThat(file.path().getFileName().toString()).matches("lastack-.+-" + PID + "-" + TIME + "\\.jfr");
    }

    @Test
    void file_thatARunningJvmRecordsTo_isLeftToIt() throws Exception {
        Path file = Files.createFile(folder.resolve("app.jfr"));
        Process other =
                new ProcessBuilder("sleep", "600").redirectOutput(file.toFile()).start();
        try {
            RecordFile second = claim("app.jfr");
            RecordFile third = claim("app.jfr");

            assertThat(second.path()).isEqualTo(folder.resolve("app-" + PID + ".jfr"));
            assertThat(second.note())
                    .isEqualTo("another JVM records to " + file + ", so this one records to app-" + PID + ".jfr");
            assertThat(third.path()).isEqualTo(folder.resolve("app-" + PID + "-2.jfr"));
        } finally {
            other.destroyForcibly().waitFor();
        }
        assertThat(claim("app.jfr").path()).isEqualTo(file);
    }

    @Test
    void file_thatAnEarlierJvmHasWritten_isMovedAside() throws IOException {
        Path file = Files.writeString(folder.resolve("app.jfr"), "earlier");
        LocalDateTime written = LocalDateTime.of(2026, 1, 31, 9, 5, 0);
        for (int i = 0; i < 2; i++) {
            Files.setLastModifiedTime(
                    file, FileTime.from(written.atZone(ZoneId.systemDefault()).toInstant()));
            RecordFile again = claim("app.jfr");
            assertThat(again.path()).isEqualTo(file).isEmptyFile();
            assertThat(again.note())
                    .startsWith(file + " has the recording of an earlier JVM, which is app-2026_01_31_09_05_00")
                    .endsWith(" from now on");
            again.release();
            Files.writeString(file, "later");
        }

        assertThat(folder.resolve("app-2026_01_31_09_05_00.jfr")).hasContent("earlier");
        assertThat(folder.resolve("app-2026_01_31_09_05_00-2.jfr")).hasContent("later");
    }

    @Test
    void emptyFile_thatNobodyRecordsTo_isTakenAsItIs() throws IOException {
        Path file = Files.createFile(folder.resolve("app.jfr"));
        Files.setPosixFilePermissions(file, PosixFilePermissions.fromString("rw-r-----"));

        RecordFile taken = claim("app.jfr");

        assertThat(taken.path()).isEqualTo(file);
        assertThat(taken.note()).isNull();
        assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(file)))
                .isEqualTo("rw-r-----");
    }

    @Test
    void file_thatIsGivenBack_isGoneUnlessSomethingIsInIt() throws IOException {
        RecordFile empty = claim("empty.jfr");
        RecordFile full = claim("full.jfr");
        Files.writeString(full.path(), "recorded");

        empty.giveBack();
        full.giveBack();

        assertThat(empty.path()).doesNotExist();
        assertThat(full.path()).hasContent("recorded");
    }

    @Test
    void folder_thatDoesNotExist_isNamed() {
        assertThatThrownBy(() -> claim("no/such.jfr"))
                .isInstanceOf(IOException.class)
                .hasMessage("cannot record to " + folder + "/no/such.jfr: its folder does not exist");
    }

    private RecordFile claim(String pattern) throws IOException {
        RecordFile file = RecordFile.claim(folder + "/" + pattern, new RecordFile.Jvm(PID, System.currentTimeMillis()));
        claimed.add(file);
        return file;
    }
}
