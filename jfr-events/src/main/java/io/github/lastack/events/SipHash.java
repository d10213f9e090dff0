// SPDX-License-Identifier: Apache-2.0
// Copyright the Lastack authors
package io.github.lastack.events;

import java.nio.charset.StandardCharsets;

/**
 * SipHash-2-4 (Aumasson and Bernstein, 2012): hashes a short text under a secret key.
 *
 * <p>The JDK has MACs as well, but looking one up starts its security providers before the application may have set
 * them up.
 */
final class SipHash {
    private long v0;
    private long v1;
    private long v2;
    private long v3;

    private SipHash(long key0, long key1) {
        v0 = key0 ^ 0x736f6d6570736575L;
        v1 = key1 ^ 0x646f72616e646f6dL;
        v2 = key0 ^ 0x6c7967656e657261L;
        v3 = key1 ^ 0x7465646279746573L;
    }

    static long of(long key0, long key1, String text) {
        return of(key0, key1, text.getBytes(StandardCharsets.UTF_8));
    }

    static long of(long key0, long key1, byte[] bytes) {
        SipHash hash = new SipHash(key0, key1);
        int whole = bytes.length - bytes.length % Long.BYTES;
        for (int i = 0; i < whole; i += Long.BYTES) {
            hash.take(littleEndian(bytes, i, Long.BYTES));
        }
        hash.take(littleEndian(bytes, whole, bytes.length - whole) | (long) bytes.length << 56);
        return hash.end();
    }

    private static long littleEndian(byte[] bytes, int from, int count) {
        long word = 0;
        for (int i = 0; i < count; i++) {
            word |= (bytes[from + i] & 0xffL) << 8 * i;
        }
        return word;
    }

    private void take(long word) {
        v3 ^= word;
        round();
        round();
        v0 ^= word;
    }

    private long end() {
        v2 ^= 0xff;
        for (int i = 0; i < 4; i++) {
            round();
        }
        return v0 ^ v1 ^ v2 ^ v3;
    }

    private void round() {
        v0 += v1;
        v2 += v3;
        v1 = Long.rotateLeft(v1, 13) ^ v0;
        v3 = Long.rotateLeft(v3, 16) ^ v2;
        v0 = Long.rotateLeft(v0, 32);
        v2 += v1;
        v0 += v3;
        v1 = Long.rotateLeft(v1, 17) ^ v2;
        v3 = Long.rotateLeft(v3, 21) ^ v0;
        v2 = Long.rotateLeft(v2, 32);
    }
}
