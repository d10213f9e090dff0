// SPDX-License-Identifier: Apache-2.0
// Copyright the Lastack authors
package io.github.lastack.junit;

import java.io.IOException;
import org.junit.jupiter.api.extension.AfterAllCallback;
import org.junit.jupiter.api.extension.AfterEachCallback;
import org.junit.jupiter.api.extension.BeforeAllCallback;
import org.junit.jupiter.api.extension.BeforeEachCallback;
import org.junit.jupiter.api.extension.ExtensionConfigurationException;
import org.junit.jupiter.api.extension.ExtensionContext;

/**
 * Fails a test, or a test class, that leaves a connection in CLOSE_WAIT or a descriptor that was never closed. The
 * message names the line of code. Register it by {@code @ExtendWith(NoSocketLeaks.class)}, by {@link SocketLeaks}, or
 * for all tests by {@code junit.jupiter.extensions.autodetection.enabled=true}.
 *
 * <p>The agent is attached to this JVM before the first test, unless it is there already. It stays until the JVM exits.
 *
 * <p>Thread-safe: tests may run in parallel.
 */
public final class NoSocketLeaks implements BeforeAllCallback, BeforeEachCallback, AfterEachCallback, AfterAllCallback {
    private static final ExtensionContext.Namespace NAMESPACE = ExtensionContext.Namespace.create(NoSocketLeaks.class);
    private static final WatchedScopes SCOPES = new WatchedScopes();

    /** Called by JUnit. */
    public NoSocketLeaks() {}

    @Override
    public void beforeAll(ExtensionContext context) {
        begin(context);
    }

    @Override
    public void beforeEach(ExtensionContext context) {
        begin(context);
    }

    @Override
    public void afterEach(ExtensionContext context) throws IOException {
        WatchedScope scope = endOf(context);
        if (scope != null && scope.settings().scope() == SocketLeaks.Scope.TEST) {
            check(scope);
        }
    }

    @Override
    public void afterAll(ExtensionContext context) throws IOException {
        WatchedScope scope = endOf(context);
        if (scope == null) {
            return;
        }
        try {
            check(scope);
        } finally {
            if (scope.isTopLevel()) {
                SCOPES.forgetInside(scope);
            }
        }
    }

    private static void begin(ExtensionContext context) {
        ExtensionContext.Store store = context.getStore(NAMESPACE);
        WatchedScope outer = store.get(WatchedScope.class, WatchedScope.class); // the parent's: this one has none yet
        LeakSettings settings = outer == null ? LeakSettings.of(context, null) : outer.settingsFor(context);
        OpenNow now = openNow(context);
        if (now != OpenNow.NOT_KNOWN) {
            WatchedScope scope = WatchedScope.begin(outer, context, settings, now);
            SCOPES.add(scope);
            store.put(WatchedScope.class, scope);
        }
    }

    /** Marks what is open; not known where the agent is not there and need not be. */
    private static OpenNow openNow(ExtensionContext context) {
        try {
            return WatchedJvm.get().mark();
        } catch (IOException | RuntimeException e) {
            if (LeakSettings.isRequired(context)) {
                throw new ExtensionConfigurationException(e.getMessage(), e);
            }
            Unwatched.sayOnce(e.getMessage());
            return OpenNow.NOT_KNOWN;
        }
    }

    private static WatchedScope endOf(ExtensionContext context) {
        return context.getStore(NAMESPACE).remove(WatchedScope.class, WatchedScope.class);
    }

    private static void check(WatchedScope scope) throws IOException {
        boolean isInterrupted = Thread.interrupted(); // files are not written on an interrupted thread
        try {
            SocketLeakError leaks = new LeakSearch(WatchedJvm.get(), SCOPES, scope).search();
            if (leaks != null) {
                throw leaks; // JUnit adds it to the failure of the test itself, if there is one
            }
        } finally {
            if (isInterrupted) {
                Thread.currentThread().interrupt();
            }
        }
    }

    /** Says on stderr, one time in a JVM, that no test is watched. */
    private static final class Unwatched {
        private static boolean said; // guarded by the class

        static synchronized void sayOnce(String why) {
            if (!said) {
                said = true;
                System.err.println("lastack: the tests are not watched for leaks: " + why);
            }
        }
    }
}
