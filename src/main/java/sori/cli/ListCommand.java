package sori.cli;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import picocli.CommandLine.Command;
import sori.cli.options.ModelsOptions.Answer;
import sori.cli.options.Table;
import sori.registry.InstanceBoard;
import sori.registry.ModelId;
import sori.registry.ModelLog;
import sori.registry.Registry;
import sori.registry.Release;
import sori.schema.ModelState;
import sori.schema.ModelStatus;
import sori.schema.ModelVoiceStatus;

/** {@code models list}: what was published, and what the running instances make of it. */
@Command(
        name = "list",
        description = "Every version of every voice, the names that instances go by, and who has it loaded.")
final class ListCommand extends ModelsSubcommand {
    private static final String UNSIGNED =
            "The instances go by signed names only. Those of %s in the registry are others: nobody whom they trust has signed "
                    + "them, or newer ones are known. `sori models promote --key` writes them anew.";

    @Override
    public Integer call() {
        return run(cluster -> {
            try (InstanceBoard board = InstanceBoard.open(cluster.access())) {
                List<ModelStatus> live = board.live();
                return list(ModelLog.readAsFollowed(cluster.access(), live), live);
            }
        });
    }

    private static Answer list(ModelLog.Followed followed, List<ModelStatus> live) {
        Registry registry = followed.registry();
        Table table = new Table(
                "version", "language", "names", "instances", "MB", "signed", "published", "by", "rejected because");
        List<Object> data = new ArrayList<>();
        for (Release release : registry.releases().values()) {
            table.row(
                    release.id().toString(),
                    release.manifest().language(),
                    ModelsCommand.names(registry, release.id()),
                    instances(live, release.id()),
                    String.format(Locale.ROOT, "%.1f", release.bytes() / 1e6),
                    release.signed() ? "yes" : "no",
                    release.publishedAt().toString(),
                    release.publishedBy(),
                    rejection(live, release.id()).orElse(""));
            Map<String, Object> summary = ModelsCommand.summary(registry, release);
            Map<ModelState, Integer> counts = InstanceBoard.count(live, release.id());
            summary.put("loaded", counts.getOrDefault(ModelState.LOADED, 0));
            summary.put("rejected", counts.getOrDefault(ModelState.REJECTED, 0));
            summary.put("reason", rejection(live, release.id()).orElse(""));
            data.add(summary);
        }
        registry.unusable()
                .forEach((id, why) -> table.row(id.toString(), "-", "-", instances(live, id), "-", "-", "-", "-", why));
        Set<ModelId> missing = missing(registry, live);
        missing.forEach(id -> table.row(
                id.toString(),
                "-",
                ModelsCommand.names(registry, id),
                instances(live, id),
                "-",
                "-",
                "not in the registry any more",
                "-",
                rejection(live, id).orElse("")));
        boolean none = data.isEmpty() && registry.unusable().isEmpty() && missing.isEmpty();
        List<String> lines = new ArrayList<>(none ? List.of(none()) : table.lines());
        if (!followed.unsigned().isEmpty()) {
            lines.add(String.format(Locale.ROOT, UNSIGNED, String.join(", ", followed.unsigned())));
        }
        return new Answer(data, lines);
    }

    /** What instances have, and somebody has deleted: `sori models publish` brings it back. */
    private static Set<ModelId> missing(Registry registry, List<ModelStatus> live) {
        Set<ModelId> missing = new TreeSet<>();
        live.forEach(instance ->
                instance.getVoices().forEach(voice -> missing.add(new ModelId(voice.getVoice(), voice.getVersion()))));
        missing.removeAll(registry.ids());
        missing.removeAll(registry.unusable().keySet());
        return missing;
    }

    /** As in {@code 2 loaded, 1 rejected}; a dash where nobody has anything to say. */
    private static String instances(List<ModelStatus> live, ModelId id) {
        Map<ModelState, Integer> counts = InstanceBoard.count(live, id);
        List<String> parts = new ArrayList<>();
        for (ModelState state : List.of(ModelState.LOADED, ModelState.LOADING, ModelState.REJECTED)) {
            if (counts.containsKey(state)) {
                parts.add(counts.get(state) + " " + state.name().toLowerCase(Locale.ROOT));
            }
        }
        return parts.isEmpty() ? "-" : String.join(", ", parts);
    }

    private static Optional<String> rejection(List<ModelStatus> live, ModelId id) {
        return live.stream()
                .flatMap(instance -> InstanceBoard.state(instance, id).stream())
                .filter(voice -> voice.getState() == ModelState.REJECTED)
                .map(ModelVoiceStatus::getReason)
                .findFirst();
    }

    private static String none() {
        return "the registry has no voice; `sori models publish models/en-kathleen` publishes the one that comes along";
    }
}
