// SPDX-License-Identifier: Apache-2.0
// Copyright the Lastack authors
package io.github.lastack.junit;

import java.lang.annotation.Annotation;
import java.time.Duration;
import java.util.Locale;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.extension.ExtensionConfigurationException;
import org.junit.jupiter.api.extension.ExtensionContext;
import org.junit.platform.commons.support.AnnotationSupport;

/**
 * What {@link SocketLeaks} or the configuration parameters say about a test or class.
 *
 * @param isIgnored whether nothing that it leaves open is a leak
 */
record LeakSettings(SocketLeaks.Scope scope, boolean open, Duration patience, boolean collect, boolean isIgnored) {
    static final String PATIENCE = "1s";

    private static final Pattern TIME = Pattern.compile("(\\d+)\\s*(ms|s|m)");

    /**
     * Returns what holds for a test or class.
     *
     * @param outer what holds for the class that it is of; null if that is not watched
     */
    static LeakSettings of(ExtensionContext context, LeakSettings outer) {
        Optional<SocketLeaks> own = own(context, SocketLeaks.class);
        boolean ignored = isIgnored(context);
        if (own.isPresent()) {
            return of(own.get(), ignored);
        }
        if (outer != null) {
            return ignored == outer.isIgnored ? outer : outer.with(ignored);
        }
        Optional<ExtensionContext> parent = context.getParent();
        boolean isClassLeft = context.getTestMethod().isPresent() && parent.isPresent();
        return isClassLeft ? of(parent.get(), null).with(ignored) : ofParameters(context, ignored);
    }

    private static LeakSettings of(SocketLeaks said, boolean ignored) {
        return new LeakSettings(
                said.scope(), said.open(), time("@SocketLeaks(patience)", said.patience()), said.collect(), ignored);
    }

    private static LeakSettings ofParameters(ExtensionContext context, boolean ignored) {
        return new LeakSettings(
                parameter(context, "scope").map(LeakSettings::scope).orElse(SocketLeaks.Scope.TEST),
                parameter(context, "open").map(text -> flag("open", text)).orElse(false),
                time("lastack.patience", parameter(context, "patience").orElse(PATIENCE)),
                parameter(context, "collect").map(text -> flag("collect", text)).orElse(true),
                ignored);
    }

    private LeakSettings with(boolean ignored) {
        return new LeakSettings(scope, open, patience, collect, ignored);
    }

    /** Returns whether a JVM that the agent cannot get into fails the tests. */
    static boolean isRequired(ExtensionContext context) {
        return parameter(context, "required")
                .map(text -> flag("required", text))
                .orElse(true);
    }

    private static Optional<String> parameter(ExtensionContext context, String name) {
        return context.getConfigurationParameter("lastack." + name).map(String::strip);
    }

    private static boolean isIgnored(ExtensionContext context) {
        Optional<IgnoreSocketLeaks> found = own(context, IgnoreSocketLeaks.class);
        if (found.isPresent() && found.get().value().isBlank()) {
            throw new ExtensionConfigurationException("@IgnoreSocketLeaks at " + context.getDisplayName()
                    + " has no reason: say why what it leaves open is no leak");
        }
        return found.isPresent();
    }

    private static <A extends Annotation> Optional<A> own(ExtensionContext context, Class<A> type) {
        return context.getElement().flatMap(element -> AnnotationSupport.findAnnotation(element, type));
    }

    static SocketLeaks.Scope scope(String text) {
        try {
            return SocketLeaks.Scope.valueOf(text.toUpperCase(Locale.ROOT));
        } catch (IllegalArgumentException e) {
            throw wrong("lastack.scope", text, "test or class");
        }
    }

    static boolean flag(String name, String text) {
        if (!text.equals("true") && !text.equals("false")) {
            throw wrong("lastack." + name, text, "true or false");
        }
        return text.equals("true");
    }

    static Duration time(String name, String text) {
        Matcher parts = TIME.matcher(text.strip());
        if (!parts.matches()) {
            throw wrong(name, text, "a time such as 500ms, 2s or 1m");
        }
        long number = Long.parseLong(parts.group(1));
        return switch (parts.group(2)) {
            case "ms" -> Duration.ofMillis(number);
            case "s" -> Duration.ofSeconds(number);
            default -> Duration.ofMinutes(number);
        };
    }

    private static ExtensionConfigurationException wrong(String name, String text, String accepted) {
        return new ExtensionConfigurationException(name + ": '" + text + "' is not " + accepted);
    }
}
