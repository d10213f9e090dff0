// SPDX-License-Identifier: Apache-2.0
// Copyright the Lastack authors
package io.github.lastack.agent.connection.stack;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.lastack.events.SocketEvents;
import java.io.IOException;
import java.lang.ref.WeakReference;
import java.net.URL;
import java.net.URLClassLoader;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Collections;
import java.util.concurrent.BrokenBarrierException;
import java.util.concurrent.CyclicBarrier;
import java.util.concurrent.TimeUnit;
import java.util.zip.ZipEntry;
import java.util.zip.ZipOutputStream;
import net.bytebuddy.ByteBuddy;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ClassSourcesTest {
    private static final String MAIN = "com.acme.shop.Main";

    @TempDir
    Path folder;

    @Test
    void application_isWhatIsInTheMainClassesArchive() throws Exception {
        Path shop = jar("shop-1.0.jar", "com.acme", "shop", MAIN, "org.thing.Shaded");
        ClassSources origins = origins(loaded(shop, MAIN));

        assertThat(met(origins, shop, "org.thing.Shaded").application).isTrue();
    }

    @Test
    void application_isWhatIsOfTheMainClassesMavenGroup() throws Exception {
        Path shop = jar("shop-1.0.jar", "com.acme", "shop", MAIN);
        Path sibling = jar("core-2.0.jar", "com.acme", "core", "net.elsewhere.Core");
        Path library = jar("http-5.jar", "org.thing", "http", "com.acme.shop.Http");
        ClassSources origins = origins(loaded(shop, MAIN));

        assertThat(met(origins, sibling, "net.elsewhere.Core").application).isTrue();
        assertThat(met(origins, library, "com.acme.shop.Http").application).isFalse();
    }

    @Test
    void application_withoutMavenGroups_isKnownByTheNamesOfClasses() throws Exception {
        Path shop = jar("shop-1.0.jar", null, null, MAIN);
        Path other = jar("other.jar", null, null, "com.acme.core.Core", "com.other.Http");
        ClassSources origins = origins(loaded(shop, MAIN));

        assertThat(met(origins, other, "com.acme.core.Core").application).isNull();
        assertThat(met(origins, other, "com.other.Http").application).isFalse();
    }

    @Test
    void application_whileTheMainClassIsNotFound_isNotKnown() throws Exception {
        Path jar = jar("http-5.jar", "org.thing", "http", "org.thing.Http");

        assertThat(met(origins(null), jar, "org.thing.Http").application).isNull();
    }

    @Test
    void application_isWhatIsInADirectory() throws Exception {
        Path classes = Files.createDirectories(folder.resolve("target/classes/org/thing"));
        Files.write(classes.resolve("Http.class"), classFile("org.thing.Http"));

        SocketEvents.ClassOrigin origin = met(origins(null), folder.resolve("target/classes"), "org.thing.Http");

        assertThat(origin.application).isTrue();
        assertThat(origin.archive).isEqualTo("classes/");
    }

    @Test
    void application_inAWebApplication_isWhatIsOfItsOwnGroup() throws Exception {
        Files.createDirectories(folder.resolve("shop/META-INF/maven/com.acme/shop"));
        Files.createDirectories(folder.resolve("shop/WEB-INF/lib"));
        Path sibling = jar("shop/WEB-INF/lib/core-2.0.jar", "com.acme", "core", "net.elsewhere.Core");
        Path library = jar("shop/WEB-INF/lib/http-5.jar", "org.thing", "http", "org.thing.Http");
        Path unnamed = jar("shop/WEB-INF/lib/x.jar", null, null, "org.thing.Unnamed");
        ClassSources origins = origins(null);

        assertThat(met(origins, sibling, "net.elsewhere.Core").application).isTrue();
        assertThat(met(origins, library, "org.thing.Http").application).isFalse();
        assertThat(met(origins, unnamed, "org.thing.Unnamed").application).isNull();
    }

    @Test
    void archive_thatWasNotLookedInto_isNamedAllTheSame() throws Exception {
        Path jar = jar("http-5.jar", "org.thing", "http", "org.thing.Http");
        ClassSources origins = origins(null);
        origins.meet(Collections.singletonList(loaded(jar, "org.thing.Http")), new StackTraceElement[0]);

        SocketEvents.ClassOrigin origin = origins.of("org.thing.Http");

        assertThat(origin.archive).isEqualTo("http-5.jar");
        assertThat(origin.version).isEmpty();
        assertThat(origin.application).isNull();
    }

    @Test
    void sourceFile_isTheClassesOwn() throws Exception {
        Path jar = jar("http-5.jar", "org.thing", "http", "org.thing.Http");
        ClassSources origins = origins(null);
        StackTraceElement frame = new StackTraceElement("org.thing.Http", "get", "Clients.kt", 7);
        origins.meet(Collections.singletonList(loaded(jar, "org.thing.Http")), new StackTraceElement[] {frame});

        assertThat(origins.of("org.thing.Http").sourceFile).isEqualTo("Clients.kt");
    }

    @Test
    void classes_ofTheJdk_areLeftOut() {
        ClassSources origins = origins(null);
        origins.meet(Collections.singletonList(java.sql.Date.class), new StackTraceElement[0]);

        assertThat(origins.of("java.sql.Date")).isNull();
    }

    @Test
    void archive_metByTwoThreadsAtOnce_isOne() throws Exception {
        Path shop = jar("shop-1.0.jar", "com.acme", "shop", MAIN);
        Path library = jar("http-5.jar", "org.thing", "http", "org.thing.One", "org.thing.Other");
        Class<?> main = loaded(shop, MAIN);
        Class<?> one = loaded(library, "org.thing.One");
        Class<?> other = loaded(library, "org.thing.Other");
        for (int i = 0; i < 500; i++) {
            ClassSources origins = origins(main);
            CyclicBarrier start = new CyclicBarrier(2);
            Thread thread = new Thread(() -> meets(origins, one, start));
            thread.start();
            meets(origins, other, start);
            thread.join();
            origins.lookUp();
            assertThat(origins.of("org.thing.One").application).isFalse();
            assertThat(origins.of("org.thing.Other").application).isFalse();
        }
    }

    @Test
    void loader_whoseClassesWereMet_isCollected() throws Exception {
        Path jar = jar("http-5.jar", "org.thing", "http", "org.thing.Http");
        ClassSources origins = origins(null);
        WeakReference<ClassLoader> loader = metLoader(origins, jar);
        long limit = System.nanoTime() + TimeUnit.SECONDS.toNanos(30);
        while (loader.get() != null && System.nanoTime() < limit) {
            System.gc();
        }

        assertThat(loader.get()).isNull();
        assertThat(origins.of("org.thing.Http").archive).isEqualTo("http-5.jar");
    }

    private static WeakReference<ClassLoader> metLoader(ClassSources origins, Path jar) throws Exception {
        Class<?> type = loaded(jar, "org.thing.Http");
        origins.meet(Collections.singletonList(type), new StackTraceElement[0]);
        origins.lookUp();
        return new WeakReference<>(type.getClassLoader());
    }

    private static void meets(ClassSources origins, Class<?> type, CyclicBarrier start) {
        try {
            start.await();
        } catch (InterruptedException | BrokenBarrierException e) {
            throw new IllegalStateException(e);
        }
        origins.meet(Collections.singletonList(type), new StackTraceElement[0]);
    }

    private static SocketEvents.ClassOrigin met(ClassSources origins, Path from, String type) throws Exception {
        origins.meet(Collections.singletonList(loaded(from, type)), new StackTraceElement[0]);
        origins.lookUp();
        return origins.of(type);
    }

    private static ClassSources origins(Class<?> main) {
        return new ClassSources(new ClassSources.MainClass() {
            @Override
            public String name() {
                return main == null ? "" : main.getName();
            }

            @Override
            public Class<?> loaded() {
                return main;
            }
        });
    }

    private static Class<?> loaded(Path from, String type) throws Exception {
        try (URLClassLoader loader = new URLClassLoader(new URL[] {from.toUri().toURL()}, null)) {
            return loader.loadClass(type);
        }
    }

    private Path jar(String name, String group, String artifact, String... types) throws IOException {
        Path jar = folder.resolve(name);
        try (ZipOutputStream zip = new ZipOutputStream(Files.newOutputStream(jar))) {
            if (group != null) {
                zip.putNextEntry(new ZipEntry("META-INF/maven/" + group + '/' + artifact + "/pom.xml"));
            }
            for (String type : types) {
                zip.putNextEntry(new ZipEntry(type.replace('.', '/') + ".class"));
                zip.write(classFile(type));
            }
        }
        return jar;
    }

    private static byte[] classFile(String type) {
        return new ByteBuddy().subclass(Object.class).name(type).make().getBytes();
    }
}
