// SPDX-License-Identifier: Apache-2.0
// Copyright the Lastack authors
package io.github.lastack.cli.command;

import io.github.lastack.cli.input.AllFrames;
import io.github.lastack.cli.input.EnumConverter;
import io.github.lastack.cli.input.RecordingArguments;
import io.github.lastack.cli.input.RemoteConverter;
import io.github.lastack.cli.input.RowLimit;
import io.github.lastack.cli.terminal.ExitCode;
import io.github.lastack.cli.terminal.Version;
import io.github.lastack.diagnose.Diagnosis;
import io.github.lastack.diagnose.select.ConnectionOrder;
import io.github.lastack.diagnose.select.ConnectionSelection;
import io.github.lastack.diagnose.select.RemoteName;
import io.github.lastack.diagnose.site.LeakSite;
import io.github.lastack.facts.source.InputException;
import io.github.lastack.model.Role;
import io.github.lastack.model.TcpState;
import io.github.lastack.render.json.ConnectionsJson;
import io.github.lastack.render.text.ConnectionText;
import io.github.lastack.render.text.ConnectionsText;
import java.io.IOException;
import java.util.List;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

@Command(
        name = "connections",
        mixinStandardHelpOptions = true,
        versionProvider = Version.class,
        description = "Lists the connections, like netstat with the code added.",
        footer = {
            "",
            "Examples:",
            "  lastack connections app.jfr",
            "  lastack connections app.jfr --state CLOSE_WAIT --sort in-state --top 20",
            "  lastack connections app.jfr --remote 10.0.0.7:8080 --role client",
            "  lastack connections app.jfr --site 1",
            "  lastack connections app.jfr --id 17",
            "  lastack connections app.jfr --format json"
        })
final class ConnectionsCommand implements Callable<Integer> {
    @Mixin
    private RecordingArguments recording;

    @Option(names = "--id", paramLabel = "N", description = "Show one connection with all its states and stacks.")
    private Long id;

    @Option(
            names = "--state",
            split = ",",
            paramLabel = "STATE",
            converter = EnumConverter.States.class,
            completionCandidates = EnumConverter.States.class,
            description =
                    "Only connections in one of these states at the end, comma-separated: ${COMPLETION-CANDIDATES}.")
    private List<TcpState> states = List.of();

    @Option(
            names = "--remote",
            paramLabel = "REMOTE",
            converter = RemoteConverter.class,
            description = "Only connections to or from this host or address, with or without a port.")
    private RemoteName remote;

    @Option(
            names = "--site",
            paramLabel = "SITE",
            description = "Only connections of this site: its number in 'lastack sites', or its fingerprint.")
    private String site;

    @Option(
            names = "--role",
            paramLabel = "ROLE",
            converter = EnumConverter.Roles.class,
            completionCandidates = EnumConverter.Roles.class,
            description = "Only connections opened here (client) or accepted here (server).")
    private Role role;

    @Option(
            names = "--sort",
            paramLabel = "ORDER",
            converter = EnumConverter.Orders.class,
            completionCandidates = EnumConverter.Orders.class,
            description = "One of ${COMPLETION-CANDIDATES} (default: opened, the oldest first).")
    private ConnectionOrder order = ConnectionOrder.OPENED;

    @Mixin
    private RowLimit top = new RowLimit();

    @Mixin
    private AllFrames frames = new AllFrames();

    @Override
    public Integer call() throws InputException, IOException {
        Diagnosis diagnosis = recording.diagnosisWith(history -> id == null || history.id() == id);
        if (id != null) {
            recording.show(
                    only(diagnosis),
                    (shown, style) -> ConnectionText.of(shown, frames.in(style)),
                    ConnectionsJson::writeWhole);
            return ExitCode.OK;
        }
        ConnectionSelection selection = new ConnectionSelection(
                ConnectionSelection.having(states, remote, fingerprint(diagnosis), role), order, top.number());
        diagnosis.connections().forEach(selection::add);
        recording.show(
                diagnosis.with(selection.connections(), listeners(diagnosis)),
                (shown, style) -> ConnectionsText.of(shown, selection.leftOut(), style),
                (shown, out) -> ConnectionsJson.write(shown, selection.leftOut(), out));
        return ExitCode.OK;
    }

    private Diagnosis only(Diagnosis diagnosis) throws InputException {
        Diagnosis one = diagnosis.withOnly(id);
        if (one.connections().isEmpty() && one.listeners().isEmpty()) {
            throw new InputException("no connection " + id + " in the recording; 'lastack connections' lists them");
        }
        return one;
    }

    /** Returns the selected listeners. A listener has no remote and belongs to no site. */
    private List<Diagnosis.Listener> listeners(Diagnosis diagnosis) {
        boolean none = remote != null || site != null || role == Role.CLIENT;
        return none
                ? List.of()
                : diagnosis.listeners().stream()
                        .filter(listener -> states.isEmpty()
                                || states.contains(listener.history().state()))
                        .toList();
    }

    private String fingerprint(Diagnosis diagnosis) throws InputException {
        if (site == null) {
            return null;
        }
        List<LeakSite> sites = diagnosis.sites();
        if (site.matches("\\d{1,9}")) {
            int number = Integer.parseInt(site);
            if (number >= 1 && number <= sites.size()) {
                return sites.get(number - 1).fingerprint();
            }
        }
        if (sites.stream().noneMatch(each -> each.fingerprint().equals(site))) {
            throw new InputException("no site " + site + " in the recording; 'lastack sites' lists " + sites.size());
        }
        return site;
    }
}
