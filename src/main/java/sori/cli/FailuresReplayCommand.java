package sori.cli;

import java.time.Clock;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;
import sori.cli.options.Console;
import sori.cluster.AccessPlan;
import sori.replay.FailureFilter;
import sori.replay.Replay;
import sori.synthesis.SourceOffset;

@Command(
        name = "replay",
        description = {
            "Publish events that failed once more: under their keys, in their partitions, with their headers, and with an "
                    + "utterance id of their own (ID.replay-OFFSET).",
            "Each event is replayed once, however often this is called; a replay that fails is an event of its own. What "
                    + "cannot be cured by that, or was heard, is left alone without --force. A text that came in parts goes out whole."
        })
final class FailuresReplayCommand implements Callable<Integer> {
    @Spec
    private CommandSpec spec;

    @Parameters(
            arity = "0..*",
            paramLabel = "REF",
            description =
                    "TOPIC-PARTITION-OFFSET of the events, as `list` shows them. Default: all that the filters let through.")
    private List<String> refs = new ArrayList<>();

    @Mixin
    private FailureOptions.Filters filters;

    @Option(names = "--all", description = "All of them, where no REF and no filter says which.")
    private boolean all;

    @Option(names = "--dry-run", description = "Only say what would be replayed.")
    private boolean dryRun;

    @Option(names = "--force", description = "Also what most likely fails again, has expired, or was heard.")
    private boolean force;

    @Option(names = "--bulk", description = "Other events are spoken first (priority: bulk).")
    private boolean bulk;

    @Mixin
    private FailureOptions.Place place;

    @Override
    public Integer call() {
        Set<SourceOffset> places = new LinkedHashSet<>();
        refs.forEach(ref -> places.add(FailureOptions.place(spec, ref)));
        FailureFilter filter = filters.filter(spec, places);
        if (filter.isAll() != all) {
            throw new ParameterException(
                    spec.commandLine(), "say which failures: REF, a filter such as --since 1h, or --all by itself");
        }
        Console console = new Console(spec);
        return place.run(console, AccessPlan::ofReplayer, (cluster, texts, failures) -> {
            Replay replay = new Replay(cluster.access(), texts, failures, Clock.systemUTC());
            Replay.Outcome outcome = replay.run(
                    filter, new Replay.Options(force, bulk, dryRun), replayed -> console.result(line(replayed)));
            outcome.left().forEach((why, count) -> console.step("left " + count + ": " + why));
            console.step((dryRun ? "would replay " : "replayed ") + outcome.replayed());
            return outcome.replayed() == 0 && !refs.isEmpty() ? 1 : 0;
        });
    }

    private static String line(Replay.Replayed replayed) {
        return replayed.source().id() + " as " + replayed.utteranceId() + " ("
                + replayed.failure().getReason() + " at "
                + replayed.failure().getStage()
                + (replayed.halfHeard() ? "; some of it may have been heard" : "") + ")";
    }
}
