// SPDX-License-Identifier: Apache-2.0
// Copyright the Lastack authors
package io.github.lastack.junit;

import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import org.junit.jupiter.api.extension.ExtensionContext;

/** A test or a test class while it runs, and which descriptors were opened meanwhile. Thread-safe. */
final class WatchedScope {
    private final WatchedScope parent; // null for a top-level class
    private final String name;
    private final String className;
    private final String method; // null for a class
    private final LeakSettings settings;
    private final Map<Object, LeakSettings> settingsInside = new ConcurrentHashMap<>();
    private final long thread = Thread.currentThread().getId();
    private final long firstAfter;
    private final long droppedBefore;
    private volatile long last = Long.MAX_VALUE; // the newest descriptor at its end

    private WatchedScope(WatchedScope parent, ExtensionContext context, LeakSettings settings, OpenNow now) {
        this.parent = parent;
        this.className = context.getRequiredTestClass().getName();
        this.method =
                context.getTestMethod().map(java.lang.reflect.Method::getName).orElse(null);
        this.name = method == null ? simpleName(context) : simpleName(context) + "." + displayName(context);
        this.settings = settings;
        this.firstAfter = now.newest();
        this.droppedBefore = now.dropped();
    }

    /** @param parent the class that it is of; null for a top-level class */
    static WatchedScope begin(WatchedScope parent, ExtensionContext context, LeakSettings settings, OpenNow now) {
        return new WatchedScope(parent, context, settings, now);
    }

    private static String simpleName(ExtensionContext context) {
        String full = context.getRequiredTestClass().getName();
        return full.substring(full.lastIndexOf('.') + 1).replace('$', '.');
    }

    private static String displayName(ExtensionContext context) {
        Optional<String> method = context.getTestMethod().map(found -> found.getName() + "()");
        String shown = context.getDisplayName();
        return method.isEmpty()
                        || shown.startsWith(
                                method.get().substring(0, method.get().length() - 1))
                ? shown
                : method.get() + " " + shown;
    }

    void end(OpenNow now) {
        last = now.newest();
    }

    boolean hasEnded() {
        return last != Long.MAX_VALUE;
    }

    /** Returns whether the descriptor was opened while this ran. */
    boolean spans(long descriptor) {
        return descriptor > firstAfter && descriptor <= last;
    }

    boolean isInside(WatchedScope other) {
        for (WatchedScope at = this; at != null; at = at.parent) {
            if (at == other) {
                return true;
            }
        }
        return false;
    }

    boolean isIgnored() {
        return settings.isIgnored() || parent != null && parent.isIgnored();
    }

    boolean isTopLevel() {
        return parent == null;
    }

    boolean isTest() {
        return method != null;
    }

    LeakSettings settings() {
        return settings;
    }

    /** Returns what holds for a test or class inside this class. Looked up once for all repetitions of a test. */
    LeakSettings settingsFor(ExtensionContext inner) {
        return settingsInside.computeIfAbsent(inner.getElement(), each -> LeakSettings.of(inner, settings));
    }

    /** Returns the number of the newest descriptor before it began. */
    long firstAfter() {
        return firstAfter;
    }

    long droppedBefore() {
        return droppedBefore;
    }

    /** Returns the id of the thread on which it began. */
    long thread() {
        return thread;
    }

    /** Returns whether a frame, as Java prints it, is of its class or of a class inside that. */
    boolean isClassOf(String frame) {
        String code = withoutLoader(frame);
        return code.startsWith(className + ".") || code.startsWith(className + "$");
    }

    /** Returns whether a frame is of its method, or of a lambda in it. */
    boolean isMethodOf(String frame) {
        String code = withoutLoader(frame);
        return method != null
                && (code.startsWith(className + "." + method + "(")
                        || code.startsWith(className + ".lambda$" + method + "$"));
    }

    /** {@code app//com.acme.FeedTest.polls(FeedTest.java:12)} names its class loader first. */
    private static String withoutLoader(String frame) {
        return frame.substring(frame.lastIndexOf('/', frame.indexOf('(')) + 1);
    }

    @Override
    public String toString() {
        return name;
    }
}
