// SPDX-License-Identifier: Apache-2.0
// Copyright the Lastack authors
package io.github.lastack.cli.input;

import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/** The option {@code --top}: how many rows are shown. */
public final class RowLimit {
    @Spec(Spec.Target.MIXEE)
    private CommandSpec command;

    private int number = Integer.MAX_VALUE;

    @Option(names = "--top", paramLabel = "N", description = "Only the first N that match the other options.")
    public void take(int given) {
        if (given < 1) {
            throw new ParameterException(
                    command.commandLine(),
                    "invalid value for option '--top': expected 1 or more but was '" + given + "'");
        }
        number = given;
    }

    public int number() {
        return number;
    }
}
