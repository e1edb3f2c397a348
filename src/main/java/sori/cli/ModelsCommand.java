package sori.cli;

import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;
import sori.cli.options.Home;
import sori.cli.options.ModelsOptions;
import sori.cli.options.ModelsOptions.Answer;
import sori.cli.options.Table;
import sori.config.Refusal;
import sori.registry.Alias;
import sori.registry.InstanceBoard;
import sori.registry.ModelHistory;
import sori.registry.ModelId;
import sori.registry.ModelLog;
import sori.registry.ModelPublisher;
import sori.registry.Registry;
import sori.registry.Release;
import sori.registry.RolloutOptions;
import sori.registry.SigningKey;
import sori.registry.TrustedKeys;
import sori.schema.ModelEvent;
import sori.text.Nearest;
import sori.voice.VoicePackage;

@Command(
        name = "models",
        description = "Publish voices, promote them, and see which instance has which.",
        synopsisSubcommandLabel = "COMMAND",
        subcommands = {
            ListCommand.class,
            ModelsCommand.Show.class,
            ModelsCommand.Publish.class,
            RolloutCommands.Promote.class,
            RolloutCommands.Rollback.class,
            RolloutCommands.Drop.class,
            RolloutCommands.Retire.class,
            RolloutCommands.Status.class,
            ModelsCommand.History.class,
            CompareCommand.class
        })
final class ModelsCommand implements Runnable {
    @Spec
    private CommandSpec spec;

    @Override
    public void run() {
        throw new ParameterException(
                spec.commandLine(), "one of " + spec.subcommands().keySet() + " is missing");
    }

    /** As in {@code canary (10 %), stable}; a dash for none. */
    static String names(Registry registry, ModelId id) {
        List<Alias> names = registry.aliasesOf(id.voice()).namesOf(id.version());
        return names.isEmpty()
                ? "-"
                : String.join(", ", names.stream().map(ModelsCommand::name).toList());
    }

    private static String name(Alias alias) {
        return alias.name()
                + (alias.percent().isPresent() ? " (" + alias.percent().getAsInt() + " %)" : "");
    }

    static Map<String, Object> summary(Registry registry, Release release) {
        Map<String, Object> data = new LinkedHashMap<>();
        data.put("voice", release.id().voice());
        data.put("version", release.id().version());
        data.put("language", release.manifest().language());
        data.put("names", names(registry, release.id()));
        data.put("bytes", release.bytes());
        data.put("signed", release.signed());
        data.put("publishedAt", release.publishedAt().toString());
        data.put("publishedBy", release.publishedBy());
        return data;
    }

    @Command(name = "show", description = "What a version is: licence, provenance, figures, files.")
    static final class Show extends ModelsSubcommand {
        @Parameters(paramLabel = "VOICE@VERSION", description = "Such as en-slt@2.")
        private String id;

        @Override
        public Integer call() {
            return run(cluster -> {
                try (InstanceBoard board = InstanceBoard.open(cluster.access())) {
                    return show(ModelLog.readAsFollowed(cluster.access(), board.live())
                            .registry());
                }
            });
        }

        private Answer show(Registry registry) throws IOException {
            ModelId wanted = ModelId.parse(id);
            Optional<Release> found = registry.find(wanted);
            if (found.isEmpty()) {
                List<String> ids =
                        registry.ids().stream().map(ModelId::toString).toList();
                throw new Refusal("the registry has no " + wanted + Nearest.hint(id, ids) + "; it has " + ids);
            }
            Release release = found.get();
            Map<String, Object> data = summary(registry, release);
            data.put("license", release.manifest().license());
            data.put("provenance", release.manifest().provenance());
            data.put("figures", release.manifest().figures());
            data.put("files", release.manifest().files());
            List<String> lines = new ArrayList<>();
            print("", data, lines);
            return new Answer(data, lines);
        }

        private static void print(String indent, Map<?, ?> data, List<String> lines) {
            data.forEach((key, value) -> {
                if (value instanceof Map<?, ?> inner) {
                    lines.add(indent + key);
                    print(indent + "  ", inner, lines);
                } else {
                    lines.add(String.format(Locale.ROOT, "%s%-" + (28 - indent.length()) + "s %s", indent, key, value));
                }
            });
        }
    }

    @Command(
            name = "publish",
            description = "Put a voice package into the registry, for good. A voice's first version becomes "
                    + "stable when every running instance has loaded it.")
    static final class Publish extends ModelsSubcommand {
        @Parameters(paramLabel = "DIR", description = "Folder of the package.")
        private Path directory;

        @Mixin
        private KeyOptions keys;

        @Option(
                names = "--timeout",
                paramLabel = "SECONDS",
                defaultValue = "120",
                description = "How long instances may take to load a voice's first version. Default: ${DEFAULT-VALUE}.")
        private int timeoutSeconds;

        @Mixin
        private WhyOption why;

        @Override
        public Integer call() throws IOException {
            VoicePackage files;
            Optional<SigningKey> signing = keys.signing();
            Optional<TrustedKeys> others = keys.trusted();
            try {
                files = VoicePackage.open(Home.here().find(directory));
                files.verify();
            } catch (IOException e) {
                throw new Refusal(String.valueOf(e.getMessage()), e);
            }
            RolloutOptions options =
                    new RolloutOptions(Duration.ofSeconds(timeoutSeconds), false, why.why(), console()::step);
            return change(cluster -> answer(new ModelPublisher(cluster.access(), ModelsOptions.who(), others)
                    .publish(files, signing, options)));
        }

        private static Answer answer(ModelPublisher.Published published) {
            List<String> lines = new ArrayList<>();
            String id = published.id().toString();
            String promote = "`sori models promote " + id + "` lets it speak";
            lines.add(published.added() ? "published " + id : id + " was there, the very same");
            if (published.stable()) {
                lines.add(id + " is stable, as its voice's first");
            } else if (!published.objections().isEmpty()) {
                published.objections().forEach(objection -> lines.add("it is not stable: " + objection));
                lines.add("until a version of " + published.id().voice() + " is, nobody hears the voice; " + promote
                        + " once nothing stands against it");
            } else if (published.added()) {
                lines.add(promote);
            }
            Map<String, Object> data = new LinkedHashMap<>();
            data.put("version", id);
            data.put("added", published.added());
            data.put("stable", published.stable());
            data.put("objections", published.objections());
            return new Answer(data, lines);
        }
    }

    @Command(name = "history", description = "What happened to a voice: who, when, from what to what, why.")
    static final class History extends ModelsSubcommand {
        @Parameters(paramLabel = "VOICE", description = "Such as en-slt.")
        private String voice;

        @Override
        public Integer call() {
            return run(cluster -> history(ModelHistory.of(cluster.access(), voice)));
        }

        private static Answer history(List<ModelEvent> events) {
            Table table = new Table("when", "what", "version", "names before", "names after", "who", "why");
            List<Object> data = new ArrayList<>();
            for (ModelEvent event : events) {
                String version = event.getVersion() == null ? "-" : event.getVersion();
                String kind = event.getKind().name().toLowerCase(Locale.ROOT).replace('_', ' ');
                table.row(
                        event.getAt().toString(),
                        kind,
                        version,
                        event.getBefore().isEmpty() ? "-" : event.getBefore(),
                        event.getAfter(),
                        event.getBy(),
                        event.getWhy());
                Map<String, Object> line = new LinkedHashMap<>();
                line.put("at", event.getAt().toString());
                line.put("kind", event.getKind().name());
                line.put("version", event.getVersion());
                line.put("before", event.getBefore());
                line.put("after", event.getAfter());
                line.put("by", event.getBy());
                line.put("why", event.getWhy());
                data.add(line);
            }
            return new Answer(data, events.isEmpty() ? List.of("nothing is known of this voice") : table.lines());
        }
    }
}
