// SPDX-License-Identifier: Apache-2.0
// Copyright the Lastack authors
package io.github.lastack.recording;

import io.github.lastack.recording.format.ChunkHeader;
import java.io.BufferedInputStream;
import java.io.Closeable;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.io.PushbackInputStream;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.List;
import java.util.function.LongConsumer;
import java.util.zip.GZIPInputStream;
import java.util.zip.ZipEntry;
import java.util.zip.ZipInputStream;

/**
 * A recording as a file with random access. A compressed one is unpacked into a temporary file, which is deleted on
 * close.
 */
final class RecordingInput implements Closeable {
    private static final int GZIP = 0x1f8b;
    private static final int ZIP = 0x504b0304;
    private static final int BUFFER = 1 << 16;

    final String name;
    final FileChannel channel;

    /** What is wrong with its compression; null if nothing. */
    final String damage;

    private RecordingInput(String name, FileChannel channel, String damage) {
        this.name = name;
        this.channel = channel;
        this.damage = damage;
    }

    /** Opens the recordings in a file: one, or several for a zip. */
    static List<RecordingInput> open(Path file, LongConsumer unpacked) throws IOException {
        FileChannel channel = FileChannel.open(file);
        ByteBuffer first = ChunkTable.read(channel, 0, Integer.BYTES);
        int magic = first.remaining() < Integer.BYTES ? 0 : first.getInt();
        if (magic >>> 16 != GZIP && magic != ZIP) {
            return List.of(new RecordingInput(file.toString(), channel, null));
        }
        channel.close();
        try (InputStream in = new BufferedInputStream(Files.newInputStream(file), BUFFER)) {
            return magic == ZIP ? unzip(file, in, unpacked) : List.of(unpack(file.toString(), gunzip(in), unpacked));
        }
    }

    private interface Opening {
        InputStream open() throws IOException;
    }

    private static Opening gunzip(InputStream in) {
        return () -> new GZIPInputStream(in, BUFFER);
    }

    private static RecordingInput unpack(String name, Opening packed, LongConsumer unpacked) throws IOException {
        Path file = Files.createTempFile("lastack-unpacked", ".jfr");
        String damage = null;
        try (OutputStream out = Files.newOutputStream(file)) {
            damage = copy(packed, out, unpacked);
        } catch (IOException e) {
            Files.delete(file);
            throw e;
        }
        return new RecordingInput(
                name, FileChannel.open(file, StandardOpenOption.READ, StandardOpenOption.DELETE_ON_CLOSE), damage);
    }

    /** Unpacks as much as can be read, and returns what was wrong; null if nothing. */
    private static String copy(Opening packed, OutputStream out, LongConsumer unpacked) throws IOException {
        byte[] buffer = new byte[BUFFER];
        InputStream in = null;
        while (true) {
            int read;
            try {
                in = in == null ? packed.open() : in;
                read = in.read(buffer);
            } catch (IOException e) {
                return "cannot be unpacked to its end";
            }
            if (read < 0) {
                return null;
            }
            unpacked.accept(read);
            out.write(buffer, 0, read);
        }
    }

    private static List<RecordingInput> unzip(Path file, InputStream in, LongConsumer unpacked) throws IOException {
        List<RecordingInput> found = new ArrayList<>();
        ZipInputStream zip = new ZipInputStream(in);
        while (true) {
            ZipEntry entry;
            try {
                entry = zip.getNextEntry();
            } catch (IOException | IllegalArgumentException e) {
                return found;
            }
            if (entry == null) {
                return found;
            }
            PushbackInputStream content = new PushbackInputStream(zip, Integer.BYTES);
            byte[] first;
            try {
                first = content.readNBytes(Integer.BYTES);
            } catch (IOException e) {
                return found;
            }
            content.unread(first);
            if (ChunkHeader.isMagic(ByteBuffer.wrap(first))) {
                RecordingInput input = unpack(file + "!" + entry.getName(), () -> content, unpacked);
                found.add(input);
                if (input.damage != null) {
                    return found;
                }
            }
        }
    }

    @Override
    public void close() throws IOException {
        channel.close();
    }
}
