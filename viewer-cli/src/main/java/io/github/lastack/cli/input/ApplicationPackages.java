// SPDX-License-Identifier: Apache-2.0
// Copyright the Lastack authors
package io.github.lastack.cli.input;

import java.util.Arrays;
import java.util.List;
import java.util.regex.Pattern;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/** The option {@code --app-packages}: packages of the application, for commands that diagnose. */
final class ApplicationPackages {
    private static final Pattern NAME =
            Pattern.compile("[\\p{javaJavaIdentifierStart}][\\p{javaJavaIdentifierPart}.]*");

    @Spec(Spec.Target.MIXEE)
    private CommandSpec command;

    private List<String> names = List.of();

    @Option(
            names = "--app-packages",
            paramLabel = "PACKAGES",
            description = "Blame only code in these packages, comma-separated, such as com.acme,org.example.shop.")
    void take(String list) {
        names = Arrays.stream(list.split(",", -1)).map(String::strip).toList();
        for (String name : names) {
            if (!NAME.matcher(name).matches()) {
                throw new ParameterException(
                        command.commandLine(),
                        "invalid value for option '--app-packages': expected packages like com.acme,org.example but"
                                + " was '"
                                + list + "'");
            }
        }
    }

    /** Returns the packages; empty if the option was not given. */
    List<String> names() {
        return names;
    }
}
