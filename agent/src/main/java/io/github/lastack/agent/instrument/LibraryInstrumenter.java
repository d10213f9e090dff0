// SPDX-License-Identifier: Apache-2.0
// Copyright the Lastack authors
package io.github.lastack.agent.instrument;

import io.github.lastack.boot.SocketHooks;
import java.lang.instrument.ClassFileTransformer;
import java.lang.instrument.Instrumentation;
import java.security.ProtectionDomain;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * Installs the hooks in the application's libraries, whichever loader loads them and whenever, and removes them again.
 * Loads no class of them, and keeps none.
 */
final class LibraryInstrumenter implements ClassFileTransformer {
    private final Instrumentation instrumentation;
    private final HookReport report;
    private final Map<String, List<Hook>> hooksByType = new HashMap<>();

    /**
     * An instrumenter.
     *
     * @param without rows to leave out, in a shaded Netty too
     */
    LibraryInstrumenter(Instrumentation instrumentation, HookReport report, Collection<String> without) {
        this.instrumentation = instrumentation;
        this.report = report;
        for (Hook hook : LibraryCatalog.HOOKS) {
            if (without.contains(hook.toString())) {
                report.absent(hook);
                continue;
            }
            report.waiting(hook);
            List<Hook> hooks = hooksByType.get(hook.type);
            if (hooks == null) {
                hooks = new ArrayList<>();
                hooksByType.put(hook.type, hooks);
            }
            hooks.add(hook);
        }
    }

    /** Installs the hooks from now on, and at once in classes that are already loaded. */
    void install(boolean intoRunningJvm) {
        instrumentation.addTransformer(this, true);
        retransformLoaded(intoRunningJvm);
    }

    /** Gives every class its original code back. */
    void reset() {
        instrumentation.removeTransformer(this);
        retransformLoaded(true);
    }

    private void retransformLoaded(boolean resting) {
        List<Class<?>> loaded = new ArrayList<>();
        for (Class<?> type : instrumentation.getAllLoadedClasses()) {
            // Most classes loaded before main are the bootstrap loader's.
            if (type.getClassLoader() != null && rowsFor(type) != null) {
                loaded.add(type);
            }
        }
        if (loaded.isEmpty()) {
            return;
        }
        for (Map.Entry<Class<?>, Throwable> failure :
                new Retransformation(instrumentation).of(loaded, resting).entrySet()) {
            Class<?> type = failure.getKey();
            failed(rowsFor(type), nameOf(type), failure.getValue());
        }
    }

    private List<Hook> rowsFor(Class<?> type) {
        return rowsFor(type.getClassLoader(), nameOf(type));
    }

    private static String nameOf(Class<?> type) {
        return type.getName().replace('.', '/');
    }

    @Override
    public byte[] transform(
            ClassLoader loader, String type, Class<?> retransformed, ProtectionDomain domain, byte[] classFile) {
        List<Hook> rows = rowsFor(loader, type);
        if (rows == null) {
            return null;
        }
        try {
            return weave(loader, type, rows, classFile);
        } catch (Throwable t) {
            failed(rows, type, t);
            return null;
        }
    }

    private byte[] weave(ClassLoader loader, String type, List<Hook> rows, byte[] classFile) {
        if (!seesHooks(loader)) {
            throw new IllegalStateException(
                    "its class loader does not ask the bootstrap loader for " + SocketHooks.class);
        }
        List<Hook> here = relocated(rows, type);
        Set<Hook> woven = new HashSet<>();
        byte[] newClassFile = Weaver.weave(classFile, type, here, woven);
        for (int i = 0; i < rows.size(); i++) {
            report.waitsNoMore(rows.get(i));
            if (woven.contains(here.get(i))) {
                report.installed(here.get(i));
            } else {
                report.absent(here.get(i));
            }
        }
        return newClassFile;
    }

    /**
     * Returns the catalogue's rows for a class, shaded libraries included; null for almost every class of an
     * application.
     */
    private List<Hook> rowsFor(ClassLoader loader, String type) {
        if (loader == null || type == null) {
            return null;
        }
        int start = startOf(type);
        return start < 0 ? null : hooksByType.get(type.substring(start));
    }

    private static String prefixOf(String type) {
        for (String prefix : LibraryCatalog.PREFIXES) {
            if (type.startsWith(prefix)) {
                return prefix;
            }
        }
        throw new AssertionError(type);
    }

    /** Returns where the original name begins in a class name; -1 for a class of no library in the catalogue. */
    private static int startOf(String type) {
        for (String prefix : LibraryCatalog.PREFIXES) {
            int start = type.indexOf(prefix);
            if (start == 0 || start > 0 && type.charAt(start - 1) == '/') {
                return start;
            }
        }
        return -1;
    }

    private static List<Hook> relocated(List<Hook> rows, String type) {
        String before = type.substring(0, startOf(type));
        List<Hook> relocated = new ArrayList<>();
        for (Hook row : rows) {
            String prefix = prefixOf(row.type);
            relocated.add(row.relocated(prefix, before + prefix));
        }
        return relocated;
    }

    /**
     * Returns whether a loader finds the hooks. In a loader that does not (OSGi's), woven code would fail with an
     * error.
     */
    private static boolean seesHooks(ClassLoader loader) {
        try {
            return Class.forName(SocketHooks.class.getName(), false, loader) == SocketHooks.class;
        } catch (ClassNotFoundException | LinkageError e) {
            return false;
        }
    }

    private void failed(List<Hook> rows, String type, Throwable reason) {
        List<Hook> here = relocated(rows, type);
        for (int i = 0; i < rows.size(); i++) {
            report.waitsNoMore(rows.get(i));
            report.failed(here.get(i), reason);
        }
    }
}
