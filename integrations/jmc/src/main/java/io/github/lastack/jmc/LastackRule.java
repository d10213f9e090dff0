// SPDX-License-Identifier: Apache-2.0
// Copyright the Lastack authors
package io.github.lastack.jmc;

import io.github.lastack.diagnose.Diagnosis;
import io.github.lastack.diagnose.problem.Problem;
import io.github.lastack.diagnose.site.LeakSite;
import io.github.lastack.facts.source.InputException;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.FutureTask;
import java.util.concurrent.RunnableFuture;
import java.util.logging.Level;
import java.util.logging.Logger;
import org.openjdk.jmc.common.item.IItemCollection;
import org.openjdk.jmc.common.unit.UnitLookup;
import org.openjdk.jmc.common.util.IPreferenceValueProvider;
import org.openjdk.jmc.common.util.TypedPreference;
import org.openjdk.jmc.flightrecorder.rules.IResult;
import org.openjdk.jmc.flightrecorder.rules.IResultValueProvider;
import org.openjdk.jmc.flightrecorder.rules.IRule;
import org.openjdk.jmc.flightrecorder.rules.ResultBuilder;
import org.openjdk.jmc.flightrecorder.rules.Severity;
import org.openjdk.jmc.flightrecorder.rules.TypedCollectionResult;
import org.openjdk.jmc.flightrecorder.rules.TypedResult;
import org.openjdk.jmc.flightrecorder.rules.util.JfrRuleTopics;
import org.openjdk.jmc.flightrecorder.rules.util.RulesToolkit.EventAvailability;

/**
 * Shows the sites of some problems, as the command line finds them, as one result of JMC's automated analysis. Has no
 * state; threads may share it.
 */
abstract class LastackRule implements IRule {
    /** The frame to blame of each site, worst first. */
    public static final TypedCollectionResult<String> BLAMED = new TypedCollectionResult<>(
            "lastackBlamed",
            "Blamed Lines",
            "The line of code to look at, site by site.",
            UnitLookup.PLAIN_TEXT,
            String.class);

    /** What identifies each site in other recordings, in the order of {@link #BLAMED}. */
    public static final TypedCollectionResult<String> FINGERPRINTS = new TypedCollectionResult<>(
            "lastackFingerprints",
            "Fingerprints",
            "What identifies each site in other recordings.",
            UnitLookup.PLAIN_TEXT,
            String.class);

    /** The number of connections, or of failed calls, of each site, in the order of {@link #BLAMED}. */
    public static final TypedCollectionResult<Integer> CONNECTIONS = new TypedCollectionResult<>(
            "lastackConnections",
            "Connections",
            "The number of connections, or of failed calls, site by site.",
            UnitLookup.createSyntheticContentType("lastackConnections"),
            Integer.class);

    private static final Logger LOGGER = Logger.getLogger("io.github.lastack.jmc");

    private final String id;
    private final String name;
    private final Set<Problem> problems;

    LastackRule(String id, String name, Problem... problems) {
        this.id = id;
        this.name = name;
        this.problems = Set.of(problems);
    }

    Set<Problem> problems() {
        return problems;
    }

    @Override
    public String getId() {
        return id;
    }

    @Override
    public String getName() {
        return name;
    }

    @Override
    public String getTopic() {
        return JfrRuleTopics.SOCKET_IO;
    }

    /** Requires nothing, so that the result can say what to do where there are no events of the agent. */
    @Override
    public Map<String, EventAvailability> getRequiredEvents() {
        return Map.of();
    }

    @Override
    public Collection<TypedPreference<?>> getConfigurationAttributes() {
        return List.of();
    }

    @Override
    public Collection<TypedResult<?>> getResults() {
        return List.of(TypedResult.SCORE, BLAMED, FINGERPRINTS, CONNECTIONS);
    }

    @Override
    public RunnableFuture<IResult> createEvaluation(
            IItemCollection items, IPreferenceValueProvider preferences, IResultValueProvider others) {
        return new FutureTask<>(() -> result(items, ResultBuilder.createFor(this, preferences)));
    }

    private IResult result(IItemCollection items, ResultBuilder result) throws InterruptedException {
        try {
            Diagnosis diagnosis = ItemDiagnosis.of(items);
            List<LeakSite> sites = diagnosis.sites().stream()
                    .filter(site -> problems.contains(site.problem()))
                    .toList();
            if (!sites.isEmpty()) {
                return found(diagnosis, sites, result);
            }
            boolean judged = problems.stream().allMatch(diagnosis.judgement()::judges);
            return judged ? healthy(result) : notApplicable(SiteWords.notJudged(diagnosis), result);
        } catch (InputException e) {
            return notApplicable("Not judged: " + e.getMessage() + ".", result);
        } catch (RuntimeException | LinkageError | StackOverflowError e) {
            LOGGER.log(Level.WARNING, "an error in Lastack", e);
            return notApplicable("Not judged, by an error in Lastack that the log shows: " + e, result);
        }
    }

    private IResult found(Diagnosis diagnosis, List<LeakSite> sites, ResultBuilder result) {
        double score = sites.stream().mapToDouble(SiteScore::of).max().orElseThrow();
        return scored(score, result)
                .setSummary(SiteWords.summary(sites))
                .setExplanation(SiteWords.explanation(diagnosis, sites))
                .setSolution(SiteWords.solution(sites))
                .addResult(BLAMED, sites.stream().map(LeakSite::blame).toList())
                .addResult(
                        FINGERPRINTS, sites.stream().map(LeakSite::fingerprint).toList())
                .addResult(
                        CONNECTIONS, sites.stream().map(LeakSite::connections).toList())
                .build();
    }

    private static IResult healthy(ResultBuilder result) {
        return scored(0, result).setSummary("Nothing was found.").build();
    }

    private static IResult notApplicable(String why, ResultBuilder result) {
        return scored(Severity.NA.getLimit(), result).setSummary(why).build();
    }

    private static ResultBuilder scored(double score, ResultBuilder result) {
        return result.setSeverity(Severity.get(score))
                .addResult(TypedResult.SCORE, UnitLookup.NUMBER_UNITY.quantity(score));
    }
}
