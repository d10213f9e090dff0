// SPDX-License-Identifier: Apache-2.0
// Copyright the Lastack authors
package io.github.lastack.junit;

import java.lang.reflect.AnnotatedElement;
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

    static LeakSettings of(ExtensionContext context) {
        boolean ignored = isIgnored(context);
        Optional<SocketLeaks> annotation = nearest(context);
        if (annotation.isPresent()) {
            SocketLeaks said = annotation.get();
            return new LeakSettings(
                    said.scope(),
                    said.open(),
                    time("@SocketLeaks(patience)", said.patience()),
                    said.collect(),
                    ignored);
        }
        return new LeakSettings(
                parameter(context, "scope").map(LeakSettings::scope).orElse(SocketLeaks.Scope.TEST),
                parameter(context, "open").map(text -> flag("open", text)).orElse(false),
                time("lastack.patience", parameter(context, "patience").orElse(PATIENCE)),
                parameter(context, "collect").map(text -> flag("collect", text)).orElse(true),
                ignored);
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

    private static Optional<SocketLeaks> nearest(ExtensionContext context) {
        for (Optional<ExtensionContext> at = Optional.of(context);
                at.isPresent();
                at = at.get().getParent()) {
            Optional<SocketLeaks> found =
                    at.get().getElement().flatMap(element -> annotation(element, SocketLeaks.class));
            if (found.isPresent()) {
                return found;
            }
        }
        return Optional.empty();
    }

    private static boolean isIgnored(ExtensionContext context) {
        Optional<IgnoreSocketLeaks> found =
                context.getElement().flatMap(element -> annotation(element, IgnoreSocketLeaks.class));
        if (found.isPresent() && found.get().value().isBlank()) {
            throw new ExtensionConfigurationException("@IgnoreSocketLeaks at " + context.getDisplayName()
                    + " has no reason: say why what it leaves open is no leak");
        }
        return found.isPresent();
    }

    private static <A extends java.lang.annotation.Annotation> Optional<A> annotation(
            AnnotatedElement element, Class<A> type) {
        return AnnotationSupport.findAnnotation(element, type);
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
