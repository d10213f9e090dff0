// SPDX-License-Identifier: Apache-2.0
// Copyright the Lastack authors
package io.github.lastack.cli.input;

import java.util.ArrayList;
import java.util.List;

/**
 * Completion of process ids by a shell function, which lists the running JVMs when the user presses Tab.
 */
public final class PidCompletion {
    /** Placeholder in picocli's script, replaced by a call of the function. */
    private static final String MARK = "@PIDS@";

    private static final String FUNCTION =
            """

            # JVMs have a file of that name each; one that was killed leaves it behind. Bash and zsh differ in what a
            # pattern does that nothing matches, so sh does it.
            function _lastack_pids() {
              sh -c 'for file in /tmp/hsperfdata_*/[0-9]*; do
                pid=${file##*/}
                if [ -d "/proc/$pid" ] || kill -0 "$pid" 2>/dev/null; then echo "$pid"; fi
              done'
            }
            """;

    private PidCompletion() {}

    /** The placeholder, as the only completion candidate of an argument. */
    public static final class Candidates extends ArrayList<String> {
        private static final long serialVersionUID = 1;

        public Candidates() {
            super(List.of(MARK));
        }
    }

    /** @param script from picocli, with placeholders */
    public static String asked(String script) {
        return script.replace("(\"" + MARK + "\")", "($(_lastack_pids))") + FUNCTION;
    }
}
