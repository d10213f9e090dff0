// SPDX-License-Identifier: Apache-2.0
// Copyright the Lastack authors
package io.github.lastack.agent.instrument;

import java.lang.instrument.ClassFileTransformer;
import java.lang.instrument.Instrumentation;
import java.lang.instrument.UnmodifiableClassException;
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
 * Writes the hooks into the running JDK, and takes them out again.
 *
 * <p>Every class of the catalogue is loaded, not initialised, and retransformed alone, so that one which will not be
 * woven costs its own rows and no other's.
 *
 * <p>Runs before main, so like all that does it has no lambda: the first of a JVM costs some 40 ms.
 */
public final class Instrumenter {
    private final Instrumentation instrumentation;
    private final Map<String, List<Hook>> hooksByType = new LinkedHashMap<>();
    private final Collection<String> without;
    private final List<Hook> leftOut = new ArrayList<>();
    private final List<Class<?>> woven = new ArrayList<>();
    private final Transformer transformer = new Transformer();
    private LibraryInstrumenter libraries;

    /** @param without rows to leave out, as {@link HookReport} writes them */
    public Instrumenter(Instrumentation instrumentation, Collection<String> without) {
        this.instrumentation = instrumentation;
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

    /** Every row of the catalogues, as {@link HookReport} writes them. */
    public static Set<String> rows() {
        Set<String> rows = new HashSet<>();
        for (Hook hook : HookCatalog.HOOKS) {
            rows.add(hook.toString());
        }
        for (Hook hook : NettyCatalog.HOOKS) {
            rows.add(hook.toString());
        }
        return rows;
    }

    /** Writes the hooks; every row of the catalogues is in the report, and the libraries' are kept up to date there. */
    public HookReport install() {
        HookReport report = new HookReport();
        for (Hook hook : leftOut) {
            report.absent(hook);
        }
        instrumentation.addTransformer(transformer, true);
        for (Map.Entry<String, List<Hook>> type : hooksByType.entrySet()) {
            install(type.getKey(), type.getValue(), report);
        }
        if (report.installedCount() > 0) {
            libraries = new LibraryInstrumenter(instrumentation, report, without);
            libraries.install();
        }
        return report;
    }

    /** Gives every class its original code back. */
    public void reset() {
        if (libraries != null) {
            libraries.reset();
        }
        instrumentation.removeTransformer(transformer);
        for (Class<?> type : woven) {
            retransform(type);
        }
        woven.clear();
    }

    private void install(String type, List<Hook> hooks, HookReport report) {
        Class<?> loaded;
        try {
            loaded = Class.forName(type.replace('/', '.'), false, null);
        } catch (ClassNotFoundException | LinkageError e) {
            for (Hook hook : hooks) {
                report.absent(hook);
            }
            return;
        }
        Throwable failure = retransform(loaded);
        if (failure == null) {
            failure = transformer.failures.get(type);
        }
        if (failure == null) {
            woven.add(loaded);
        }
        for (Hook hook : hooks) {
            if (failure != null) {
                report.failed(hook, failure);
            } else if (transformer.woven.contains(hook)) {
                report.installed(hook);
            } else {
                report.absent(hook);
            }
        }
    }

    private Throwable retransform(Class<?> type) {
        try {
            instrumentation.retransformClasses(type);
            return null;
        } catch (UnmodifiableClassException | RuntimeException | LinkageError | InternalError e) {
            return e;
        }
    }

    /** Other agents may retransform the same classes later, on any thread; the hooks are then written anew. */
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
