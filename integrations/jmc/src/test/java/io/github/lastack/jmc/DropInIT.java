// SPDX-License-Identifier: Apache-2.0
// Copyright the Lastack authors
package io.github.lastack.jmc;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.ServiceLoader;
import java.util.jar.JarFile;
import org.eclipse.osgi.launch.EquinoxFactory;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.osgi.framework.Bundle;
import org.osgi.framework.Constants;
import org.osgi.framework.launch.Framework;
import org.osgi.framework.wiring.BundleWiring;
import org.osgi.framework.wiring.FrameworkWiring;

/**
 * The packed jar as a bundle among JMC's own, in the platform that JMC stands on: it resolves, JMC's extension point
 * for rules names it, and its own class loader has the rules, which is where JMC looks for them.
 */
class DropInIT {
    private static final String EXTENSION_POINT = "org.openjdk.jmc.flightrecorder.rules.ruleProvider";
    private static final Path JAR = Path.of(System.getProperty("lastack.jmc.jar", "target"));

    @TempDir
    Path storage;

    @Test
    void bundle_amongThoseOfJmc_providesItsRules() throws Exception {
        Framework framework = new EquinoxFactory()
                .newFramework(Map.of(
                        Constants.FRAMEWORK_STORAGE,
                        storage.toString(),
                        "osgi.configuration.area",
                        storage.resolve("configuration").toString(),
                        "osgi.instance.area",
                        storage.resolve("instance").toString()));
        framework.start();
        try {
            Map<String, Bundle> bundles = new HashMap<>();
            List<Path> jars = new ArrayList<>(RulesReport.jars());
            jars.add(JAR);
            for (Path jar : jars) {
                if (!jar.getFileName().toString().startsWith("org.eclipse.osgi")) {
                    Bundle bundle = framework
                            .getBundleContext()
                            .installBundle(jar.toUri().toString());
                    bundles.put(bundle.getSymbolicName(), bundle);
                }
            }
            bundles.get("org.eclipse.equinox.common").start();
            bundles.get("org.eclipse.equinox.registry").start();
            Bundle ours = bundles.get("io.github.lastack.jmc");
            assertThat(framework.adapt(FrameworkWiring.class).resolveBundles(bundles.values()))
                    .isTrue();
            assertThat(ours.getState()).isEqualTo(Bundle.RESOLVED);
            assertThat(contributors(framework))
                    .contains("io.github.lastack.jmc", "org.openjdk.jmc.flightrecorder.rules.jdk");
            assertThat(rules(ours, bundles.get("org.openjdk.jmc.flightrecorder.rules")))
                    .hasSize(6)
                    .allSatisfy(rule -> assertThat(rule.getClass().getClassLoader())
                            .isSameAs(ours.adapt(BundleWiring.class).getClassLoader()));
            assertLinks(ours);
        } finally {
            framework.stop();
            framework.waitForStop(10_000);
        }
    }

    /** The bundles that extend JMC's extension point for rules, by the registry that JMC asks. */
    private static List<String> contributors(Framework framework) throws Exception {
        Object registry = framework
                .getBundleContext()
                .getService(framework
                        .getBundleContext()
                        .getServiceReference("org.eclipse.core.runtime.IExtensionRegistry"));
        Object[] elements = (Object[]) registry.getClass()
                .getMethod("getConfigurationElementsFor", String.class)
                .invoke(registry, EXTENSION_POINT);
        List<String> names = new ArrayList<>();
        for (Object element : elements) {
            Object contributor = element.getClass().getMethod("getContributor").invoke(element);
            names.add((String) contributor.getClass().getMethod("getName").invoke(contributor));
        }
        return names;
    }

    /** As JMC's provider of rules loads them. */
    private static List<Object> rules(Bundle ours, Bundle jmc) throws ClassNotFoundException {
        Class<?> type = jmc.loadClass("org.openjdk.jmc.flightrecorder.rules.IRule");
        List<Object> rules = new ArrayList<>();
        ServiceLoader.load(type, ours.adapt(BundleWiring.class).getClassLoader())
                .forEach(rules::add);
        return rules;
    }

    /** Every class can be initialized: nothing is missing of what is packed, and of what other bundles bring. */
    private static void assertLinks(Bundle ours) throws Exception {
        List<String> missing = new ArrayList<>();
        try (JarFile jar = new JarFile(JAR.toFile())) {
            for (String name : jar.stream().map(Object::toString).toList()) {
                if (name.endsWith(".class")) {
                    try {
                        Class<?> type = Class.forName(
                                name.substring(0, name.length() - ".class".length())
                                        .replace('/', '.'),
                                true,
                                ours.adapt(BundleWiring.class).getClassLoader());
                        type.getDeclaredMethods();
                        type.getDeclaredFields();
                    } catch (ClassNotFoundException | LinkageError e) {
                        missing.add(name + ": " + e);
                    }
                }
            }
            assertThat(missing).isEmpty();
            assertThat(jar.stream().map(Object::toString).filter(name -> name.endsWith(".class")))
                    .hasSizeGreaterThan(100)
                    .allSatisfy(name -> assertThat(name).startsWith("io/github/lastack/"));
        }
    }
}
