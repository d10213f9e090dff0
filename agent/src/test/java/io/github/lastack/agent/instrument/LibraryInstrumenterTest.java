// SPDX-License-Identifier: Apache-2.0
// Copyright the Lastack authors
package io.github.lastack.agent.instrument;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.lastack.boot.SocketHooks;
import io.github.lastack.boot.SocketListener;
import java.lang.instrument.Instrumentation;
import java.lang.reflect.Proxy;
import java.util.ArrayList;
import java.util.List;
import net.bytebuddy.jar.asm.ClassWriter;
import net.bytebuddy.jar.asm.MethodVisitor;
import net.bytebuddy.jar.asm.Opcodes;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class LibraryInstrumenterTest {
    private static final String SOCKET = "io/netty/channel/unix/Socket";
    private static final ClassLoader LOADER = LibraryInstrumenterTest.class.getClassLoader();

    private final HookReport report = new HookReport();
    private final LibraryInstrumenter instrumenter =
            new LibraryInstrumenter(instrumentationWithoutClasses(), report, List.of());

    @AfterEach
    void listenNoMore() {
        SocketHooks.listener(null);
    }

    @Test
    void row_classNotLoaded_waits() {
        instrumenter.install(false);
        assertThat(report.waiting().lines()).hasSameSizeAs(LibraryCatalog.HOOKS);

        transform(LOADER, SOCKET);

        assertThat(report.waiting()).doesNotContain("unix.Socket.").contains("unix.FileDescriptor.");
        assertThat(report.installed()).isEqualTo("io.netty.channel.unix.Socket.shutdown(ZZ)V");
        assertThat(report.absent()).contains("io.netty.channel.unix.Socket.connect");
        assertThat(report.failed()).isEmpty();
    }

    @Test
    void shadedNetty_class_isWovenUnderItsOwnName() throws Exception {
        String shaded = "org/example/shaded/" + SOCKET;
        instrumenter.install(false);
        List<Object> heard = new ArrayList<>();
        SocketHooks.listener((SocketListener)
                Proxy.newProxyInstance(LOADER, new Class<?>[] {SocketListener.class}, (proxy, method, args) -> {
                    heard.add(method.getName() + " " + args[1]);
                    return null;
                }));

        Class<?> woven = new Loader(LOADER).define(transform(LOADER, shaded));
        Object socket = woven.getDeclaredConstructor().newInstance();
        woven.getMethod("shutdown", boolean.class, boolean.class).invoke(socket, true, true);
        woven.getMethod("shutdown", boolean.class, boolean.class).invoke(socket, false, true);

        assertThat(heard).containsExactly("shuts true", "shuts false", "shuts false");
        assertThat(report.installed()).isEqualTo("org.example.shaded.io.netty.channel.unix.Socket.shutdown(ZZ)V");
    }

    @Test
    void class_loaderWithoutHooks_isUnchanged() {
        ClassLoader shut = new ClassLoader(null) {};

        assertThat(transform(shut, SOCKET)).isNull();
        assertThat(report.failed())
                .contains("io.netty.channel.unix.Socket.shutdown(ZZ)V")
                .contains("class loader");
        assertThat(report.installed()).isEmpty();
    }

    @Test
    void class_ofNoRow_isUnchanged() {
        for (String type : new String[] {"io/netty/channel/unix/Errors", "xio/netty/channel/unix/Socket", null}) {
            assertThat(instrumenter.transform(LOADER, type, null, null, new byte[0]))
                    .isNull();
        }
        assertThat(instrumenter.transform(null, SOCKET, null, null, new byte[0]))
                .isNull();
        assertThat(report.failed()).isEmpty();
    }

    @Test
    void row_leftOut_isNotWoven() {
        HookReport without = new HookReport();
        new LibraryInstrumenter(
                        instrumentationWithoutClasses(), without, List.of("io.netty.channel.unix.Socket.shutdown(ZZ)V"))
                .transform(LOADER, SOCKET, null, null, socketClass(SOCKET));

        assertThat(without.installed()).isEmpty();
        assertThat(without.absent()).contains("io.netty.channel.unix.Socket.shutdown(ZZ)V");
    }

    @Test
    void classFile_broken_isReportedAndUnchanged() {
        assertThat(instrumenter.transform(LOADER, SOCKET, null, null, new byte[3]))
                .isNull();
        assertThat(report.failed()).contains("io.netty.channel.unix.Socket.connect");
    }

    @Test
    void row_relocated_namesRelocatedTypes() {
        Hook row = LibraryCatalog.HOOKS.stream()
                .filter(hook -> hook.type.endsWith("EpollSocketChannel"))
                .findFirst()
                .orElseThrow();

        assertThat(row.relocated("io/netty/", "a/io/netty/").toString())
                .isEqualTo("a.io.netty.channel.epoll.EpollSocketChannel.<init>(La/io/netty/channel/Channel;"
                        + "La/io/netty/channel/epoll/LinuxSocket;Ljava/net/InetSocketAddress;)V");
    }

    private byte[] transform(ClassLoader loader, String type) {
        return instrumenter.transform(loader, type, null, null, socketClass(type));
    }

    /** Returns a class with a constructor and {@code void shutdown(boolean, boolean)}. */
    private static byte[] socketClass(String type) {
        ClassWriter writer = new ClassWriter(0);
        writer.visit(Opcodes.V1_6, Opcodes.ACC_PUBLIC, type, null, "java/lang/Object", null);
        MethodVisitor constructor = writer.visitMethod(Opcodes.ACC_PUBLIC, "<init>", "()V", null, null);
        constructor.visitCode();
        constructor.visitVarInsn(Opcodes.ALOAD, 0);
        constructor.visitMethodInsn(Opcodes.INVOKESPECIAL, "java/lang/Object", "<init>", "()V", false);
        constructor.visitInsn(Opcodes.RETURN);
        constructor.visitMaxs(1, 1);
        constructor.visitEnd();
        MethodVisitor shutdown =
                writer.visitMethod(Opcodes.ACC_PUBLIC | Opcodes.ACC_FINAL, "shutdown", "(ZZ)V", null, null);
        shutdown.visitCode();
        shutdown.visitInsn(Opcodes.RETURN);
        shutdown.visitMaxs(0, 3);
        shutdown.visitEnd();
        writer.visitEnd();
        return writer.toByteArray();
    }

    private static Instrumentation instrumentationWithoutClasses() {
        return (Instrumentation) Proxy.newProxyInstance(
                LOADER,
                new Class<?>[] {Instrumentation.class},
                (proxy, method, args) -> method.getName().equals("getAllLoadedClasses") ? new Class<?>[0] : null);
    }

    private static final class Loader extends ClassLoader {
        Loader(ClassLoader parent) {
            super(parent);
        }

        Class<?> define(byte[] classFile) {
            return defineClass(null, classFile, 0, classFile.length);
        }
    }
}
