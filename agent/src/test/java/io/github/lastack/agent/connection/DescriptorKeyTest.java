// SPDX-License-Identifier: Apache-2.0
// Copyright the Lastack authors
package io.github.lastack.agent.connection;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.FileDescriptor;
import java.lang.ref.Reference;
import java.lang.ref.ReferenceQueue;
import java.util.HashMap;
import java.util.Map;
import org.junit.jupiter.api.Test;

class DescriptorKeyTest {
    private static final int LIMIT_MILLIS = 10_000;

    private final ReferenceQueue<Object> collected = new ReferenceQueue<>();

    /** A socket like a native transport's: two of one number are equal, though one is long closed. */
    private static final class NativeSocket {
        @Override
        public int hashCode() {
            return 7;
        }

        @Override
        public boolean equals(Object other) {
            return other instanceof NativeSocket;
        }
    }

    @Test
    void lookup_equalObject_isByIdentity() {
        NativeSocket socket = new NativeSocket();
        Map<Object, String> open = new HashMap<>();
        open.put(key(socket, new FileDescriptor()), "it");

        assertThat(open.get(new DescriptorKey.Sought(socket))).isEqualTo("it");
        assertThat(open.get(new DescriptorKey.Sought(new NativeSocket()))).isNull();
        Reference.reachabilityFence(socket);
    }

    @Test
    void descriptor_forKernel_isTheJdksOrTheCarriedOne() {
        FileDescriptor ofJdk = new FileDescriptor();
        FileDescriptor carried = new FileDescriptor();
        NativeSocket socket = new NativeSocket();

        assertThat(key(ofJdk, null).descriptor()).isSameAs(ofJdk);
        assertThat(key(socket, carried).descriptor()).isSameAs(carried);
        Reference.reachabilityFence(socket);
    }

    @Test
    void nativeSocket_dropped_isCollectedAndNotAskedAbout() throws InterruptedException {
        DescriptorKey key = key(new NativeSocket(), new FileDescriptor());
        Map<Object, String> open = new HashMap<>(Map.of(key, "it"));

        assertThat(awaitCollected()).isSameAs(key);
        assertThat(key.descriptor()).isNull();
        assertThat(open.remove(key)).isEqualTo("it");
    }

    private DescriptorKey key(Object identity, FileDescriptor carried) {
        DescriptorKey key = new DescriptorKey(identity, 7, carried, collected);
        key.hashes();
        return key;
    }

    private Reference<?> awaitCollected() throws InterruptedException {
        long end = System.nanoTime() + LIMIT_MILLIS * 1_000_000L;
        Reference<?> gone = null;
        while (gone == null && System.nanoTime() < end) {
            System.gc();
            gone = collected.remove(50);
        }
        return gone;
    }
}
