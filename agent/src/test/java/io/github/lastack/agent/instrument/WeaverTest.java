// SPDX-License-Identifier: Apache-2.0
// Copyright the Lastack authors
package io.github.lastack.agent.instrument;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.github.lastack.boot.SocketHooks;
import io.github.lastack.boot.SocketListener;
import java.io.FileDescriptor;
import java.io.IOException;
import java.io.InputStream;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Method;
import java.lang.reflect.Proxy;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import net.bytebuddy.jar.asm.ClassReader;
import net.bytebuddy.jar.asm.ClassVisitor;
import net.bytebuddy.jar.asm.ClassWriter;
import net.bytebuddy.jar.asm.MethodVisitor;
import net.bytebuddy.jar.asm.Opcodes;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/**
 * Weaves a class shaped like the JDK's dispatcher and lets the JVM's verifier and the class itself judge the result.
 */
class WeaverTest {
    /** Branches, handlers of its own, wide arguments: the features that make frames. */
    public static class Dispatcher {
        public int read(FileDescriptor descriptor, long address, int length) throws IOException {
            int left = length;
            for (int i = 0; i < 3; i++) {
                if (address == i) {
                    try {
                        left = Integer.parseInt("x" + i);
                    } catch (NumberFormatException e) {
                        String told = e.getMessage();
                        if (told.contains("2")) {
                            throw new IOException("reset");
                        }
                        left = -1;
                    }
                }
            }
            return left;
        }

        public long readv(FileDescriptor descriptor, long address, int length) {
            return length;
        }

        public int other() {
            return 7;
        }
    }

    private static final String TYPE = Dispatcher.class.getName().replace('.', '/');

    private final List<String> heard = new ArrayList<>();
    private final Set<Hook> woven = new HashSet<>();
    private final FileDescriptor descriptor = new FileDescriptor();

    @BeforeEach
    void listen() {
        SocketHooks.listener((SocketListener) Proxy.newProxyInstance(
                SocketListener.class.getClassLoader(), new Class<?>[] {SocketListener.class}, (proxy, method, args) -> {
                    assertThat(Arrays.asList(args)).contains(descriptor);
                    heard.add(method.getName());
                    return null;
                }));
    }

    @AfterEach
    void listenNoMore() {
        SocketHooks.listener(null);
    }

    @Test
    void read_movingBytes_isReportedAsUse() throws Exception {
        assertThat(read(99, 5)).isEqualTo(5);
        assertThat(heard).containsExactly("used");
    }

    @Test
    void read_returningMinusOne_isReportedAsEndOfStream() throws Exception {
        assertThat(read(0, 5)).isEqualTo(-1);
        assertThat(heard).containsExactly("endOfStream");
    }

    @Test
    void method_returningLong_returnsItUnchanged() throws Exception {
        Object dispatcher = weave();
        Method readv = method(dispatcher, "readv");

        assertThat(readv.invoke(dispatcher, descriptor, 0L, 12)).isEqualTo(12L);
        assertThat(readv.invoke(dispatcher, descriptor, 0L, -1)).isEqualTo(-1L);
        assertThat(heard).containsExactly("used", "endOfStream");
    }

    @Test
    void method_throwing_isReportedAndThrows() {
        assertThatThrownBy(() -> read(2, 5))
                .isInstanceOf(InvocationTargetException.class)
                .hasCause(new IOException("reset"));
        assertThat(heard).containsExactly("failed");
    }

    @Test
    void listener_throwing_isNotNoticed() throws Exception {
        long before = SocketHooks.errors().count();
        SocketHooks.listener((SocketListener) Proxy.newProxyInstance(
                SocketListener.class.getClassLoader(), new Class<?>[] {SocketListener.class}, (proxy, method, args) -> {
                    throw new OutOfMemoryError("for the test");
                }));

        assertThat(read(0, 5)).isEqualTo(-1);
        assertThat(SocketHooks.errors().count()).isEqualTo(before + 1);
        assertThat(SocketHooks.errors().last()).startsWith("java.lang.OutOfMemoryError");
    }

    @Test
    void hook_methodMissing_isNotWoven() throws Exception {
        weave();

        assertThat(woven).extracting(hook -> hook.method).containsExactlyInAnyOrder("read", "readv");
    }

    /**
     * The JVM gives classes that it did not verify, the JDK's own, without their stack map frames to be retransformed.
     */
    @Test
    void classWithoutFrames_isWoven_itsStackIsAsDeepAsItWasAndMore() throws Exception {
        Map<String, List<Hook>> byType = HookCatalog.HOOKS.stream().collect(Collectors.groupingBy(hook -> hook.type));
        int compared = 0;
        for (Map.Entry<String, List<Hook>> each : byType.entrySet()) {
            try (InputStream in = ClassLoader.getSystemResourceAsStream(each.getKey() + ".class")) {
                if (in == null) {
                    continue; // another JDK's
                }
                ClassWriter withoutFrames = new ClassWriter(0);
                new ClassReader(in.readAllBytes()).accept(withoutFrames, ClassReader.SKIP_FRAMES);
                byte[] before = withoutFrames.toByteArray();
                Map<String, Integer> depths = depths(before);
                byte[] after = Weaver.weave(before, each.getKey(), each.getValue(), woven);
                assertThat(depths(after)).allSatisfy((method, depth) -> assertThat(depth)
                        .as(each.getKey() + "." + method)
                        .isGreaterThanOrEqualTo(depths.get(method)));
                compared++;
            }
        }
        assertThat(compared).isGreaterThan(5);
    }

    /** Returns the depth of the stack by method. */
    private static Map<String, Integer> depths(byte[] classFile) {
        Map<String, Integer> depths = new HashMap<>();
        new ClassReader(classFile)
                .accept(
                        new ClassVisitor(Opcodes.ASM9) {
                            @Override
                            public MethodVisitor visitMethod(
                                    int access, String name, String descriptor, String signature, String[] thrown) {
                                return new MethodVisitor(Opcodes.ASM9) {
                                    @Override
                                    public void visitMaxs(int stack, int locals) {
                                        depths.put(name + descriptor, stack);
                                    }
                                };
                            }
                        },
                        0);
        return depths;
    }

    private int read(long address, int length) throws Exception {
        Object dispatcher = weave();
        return (int) method(dispatcher, "read").invoke(dispatcher, descriptor, address, length);
    }

    private static Method method(Object dispatcher, String name) throws NoSuchMethodException {
        return dispatcher.getClass().getMethod(name, FileDescriptor.class, long.class, int.class);
    }

    private Object weave() throws Exception {
        List<Hook> hooks = new ArrayList<>();
        for (Hook hook : HookCatalog.HOOKS) {
            if (hook.type.equals("sun/nio/ch/SocketDispatcher")) {
                Hook here = new Hook(TYPE, hook.method, hook.descriptor);
                here.onEntry.addAll(hook.onEntry);
                here.onReturn.addAll(hook.onReturn);
                here.onThrow.addAll(hook.onThrow);
                hooks.add(here);
            }
        }
        try (InputStream in = Dispatcher.class.getClassLoader().getResourceAsStream(TYPE + ".class")) {
            byte[] classFile = Weaver.weave(in.readAllBytes(), TYPE, hooks, woven);
            return new WovenLoader().define(classFile).getDeclaredConstructor().newInstance();
        }
    }

    private static final class WovenLoader extends ClassLoader {
        WovenLoader() {
            super(WeaverTest.class.getClassLoader());
        }

        Class<?> define(byte[] classFile) {
            return defineClass(Dispatcher.class.getName(), classFile, 0, classFile.length);
        }
    }
}
