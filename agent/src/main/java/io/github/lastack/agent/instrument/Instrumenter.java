// SPDX-License-Identifier: Apache-2.0
// Copyright the Lastack authors
package io.github.lastack.agent.instrument;

import java.lang.instrument.ClassFileTransformer;
import java.lang.instrument.Instrumentation;
import java.security.ProtectionDomain;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * Installs the hooks in the running JDK, and removes them again.
 *
 * <p>Every class of the catalogue is loaded, not initialised; a class that cannot be woven costs its own rows and no
 * other's.
 *
 * <p>Runs before main, so like all code that does it has no lambda: the first lambda of a JVM costs about 40 ms.
 */
public final class Instrumenter {
    private final Instrumentation instrumentation;
    private final Map<String, List<Hook>> hooksByType = new LinkedHashMap<>();
    private final Collection<String> without;
    private final List<Hook> leftOut = new ArrayList<>();
    private final List<Class<?>> woven = new ArrayList<>();
    private final Retransformation retransformation;
    private final Transformer transformer = new Transformer();
    private LibraryInstrumenter libraries;

    /**
     * An instrumenter.
     *
     * @param without rows to leave out, as {@link HookReport} writes them
     */
    public Instrumenter(Instrumentation instrumentation, Collection<String> without) {
        this.instrumentation = instrumentation;
        this.retransformation = new Retransformation(instrumentation);
        this.without = without;
        for (Hook hook : HookCatalog.HOOKS) {
            if (without.contains(hook.toString())) {
                leftOut.add(hook);
                continue;
            }
            List<Hook> hooks = hooksByType.get(hook.type);
            if (hooks == null) {
                hooks = new ArrayList<>();
                hooksByType.put(hook.type, hooks);
            }
            hooks.add(hook);
        }
    }

    /** Returns every row of the catalogues, as {@link HookReport} writes them. */
    public static Set<String> rows() {
        Set<String> rows = new HashSet<>();
        for (Hook hook : HookCatalog.HOOKS) {
            rows.add(hook.toString());
        }
        for (Hook hook : LibraryCatalog.HOOKS) {
            rows.add(hook.toString());
        }
        return rows;
    }

    /**
     * Installs the hooks. The report has every row of the catalogues, and is kept up to date for the libraries'.
     *
     * @param intoRunningJvm whether an application waits meanwhile
     */
    public HookReport install(boolean intoRunningJvm) {
        HookReport report = new HookReport();
        for (Hook hook : leftOut) {
            report.absent(hook);
        }
        List<Class<?>> loaded = load(report); // before the transformer is registered, which would weave each twice
        instrumentation.addTransformer(transformer, true);
        Map<Class<?>, Throwable> failures = retransformation.of(loaded, intoRunningJvm);
        for (Class<?> type : loaded) {
            note(type, failures.get(type), report);
        }
        if (report.installedCount() > 0) {
            libraries = new LibraryInstrumenter(instrumentation, report, without);
            libraries.install(intoRunningJvm);
        }
        return report;
    }

    /** Gives every class its original code back. */
    public void reset() {
        if (libraries != null) {
            libraries.reset();
        }
        instrumentation.removeTransformer(transformer);
        retransformation.of(woven, true);
        woven.clear();
    }

    /** Loads the classes of the catalogue; rows that this JDK does not have are absent. */
    private List<Class<?>> load(HookReport report) {
        List<Class<?>> loaded = new ArrayList<>();
        for (Map.Entry<String, List<Hook>> type : hooksByType.entrySet()) {
            try {
                loaded.add(Class.forName(type.getKey().replace('/', '.'), false, null));
            } catch (ClassNotFoundException | LinkageError e) {
                for (Hook hook : type.getValue()) {
                    report.absent(hook);
                }
            }
        }
        return loaded;
    }

    private void note(Class<?> type, Throwable failure, HookReport report) {
        String name = type.getName().replace('.', '/');
        Throwable reason = failure == null ? transformer.failures.get(name) : failure;
        if (reason == null) {
            woven.add(type);
        }
        for (Hook hook : hooksByType.get(name)) {
            if (reason != null) {
                report.failed(hook, reason);
            } else if (transformer.woven.contains(hook)) {
                report.installed(hook);
            } else {
                report.absent(hook);
            }
        }
    }

    /**
     * Weaves classes. Other agents may retransform the same classes later, on any thread; the hooks are then woven
     * again.
     */
    private final class Transformer implements ClassFileTransformer {
        private final Set<Hook> woven = new HashSet<>();
        private final Map<String, Throwable> failures = new HashMap<>();

        @Override
        public byte[] transform(
                ClassLoader loader, String type, Class<?> retransformed, ProtectionDomain domain, byte[] classFile) {
            if (loader != null || type == null || !hooksByType.containsKey(type)) {
                return null;
            }
            synchronized (this) {
                try {
                    failures.remove(type);
                    return Weaver.weave(classFile, type, hooksByType.get(type), woven);
                } catch (Throwable t) {
                    failures.put(type, t);
                    return null;
                }
            }
        }
    }
}
