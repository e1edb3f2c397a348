package sori.cli;

import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.OptionalInt;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import sori.cli.options.Console;
import sori.cli.options.ModelsOptions.Answer;
import sori.cli.options.Table;
import sori.config.Refusal;
import sori.registry.Alias;
import sori.registry.AliasMover;
import sori.registry.InstanceBoard;
import sori.registry.ModelId;
import sori.registry.ModelLog;
import sori.registry.Registry;
import sori.registry.RolloutOptions;
import sori.schema.ModelStatus;
import sori.schema.ModelVoiceStatus;

/** The commands of {@code models} that change who speaks, and the one that shows who does. */
final class RolloutCommands {
    private RolloutCommands() {}

    /** How long to wait for instances, and whether to heed them. */
    static final class RolloutOptionsMixin {
        @Option(
                names = "--timeout",
                paramLabel = "SECONDS",
                defaultValue = "120",
                description = "How long instances may take to load it. Default: ${DEFAULT-VALUE}.")
        private int timeoutSeconds;

        @Option(names = "--force", description = "Go on though instances reject it or do not answer.")
        private boolean force;

        @Mixin
        private ModelsSubcommand.WhyOption why;

        RolloutOptions options(Console console) {
            return new RolloutOptions(Duration.ofSeconds(timeoutSeconds), force, why.why(), console::step);
        }
    }

    private static Answer answer(String what, AliasMover.Moved moved) {
        Map<String, Object> data = new LinkedHashMap<>();
        data.put("before", moved.before());
        data.put("after", moved.after());
        data.put("warnings", moved.warnings());
        List<String> lines = new ArrayList<>();
        moved.warnings().forEach(warning -> lines.add("though " + warning));
        lines.add(what + ": " + moved.after() + " (before: " + moved.before() + ")");
        return new Answer(data, lines);
    }

    @Command(
            name = "promote",
            description =
                    "Wait until every running instance has loaded a version, then give it a name. The next utterance "
                            + "hears it.")
    static final class Promote extends ModelsSubcommand {
        @Parameters(paramLabel = "VOICE@VERSION", description = "Such as en-slt@2.")
        private String id;

        @Option(
                names = "--as",
                paramLabel = "NAME",
                defaultValue = Alias.STABLE,
                description =
                        "stable speaks where no version is named; shadow speaks its share where nobody listens, for "
                                + "`sori shadow`; another name is reached as VOICE@NAME. Default: ${DEFAULT-VALUE}.")
        private String name;

        @Option(
                names = "--percent",
                paramLabel = "N",
                description = "Share of the record keys that get it in place of stable, always the same ones.")
        private @Nullable Integer percent;

        @Mixin
        private RolloutOptionsMixin options;

        @Mixin
        private KeyOptions keys;

        @Override
        public Integer call() {
            if (!Alias.isName(name) || name.equals("next")) {
                throw new Refusal(
                        "'" + name + "' names no alias: lower-case letters, digits and hyphens, a letter first, "
                                + "and not 'next'");
            }
            if (percent != null && (percent < 0 || percent > 100)) {
                throw new Refusal("--percent must be in 0..100, but is " + percent);
            }
            if (percent != null && name.equals(Alias.STABLE)) {
                throw new Refusal(
                        "stable takes what the others leave; a share goes to another name: --as canary --percent "
                                + percent);
            }
            if (percent == null && name.equals(Alias.SHADOW)) {
                throw new Refusal("a shadow speaks a share of the record keys: --as shadow --percent 10");
            }
            return change(cluster -> {
                AliasMover mover = keys.mover(cluster);
                OptionalInt share = percent == null ? OptionalInt.empty() : OptionalInt.of(percent);
                ModelId parsed = ModelId.parse(id);
                Alias alias = new Alias(name, parsed.version(), share);
                return answer(parsed.voice(), mover.promote(parsed, alias, options.options(console())));
            });
        }
    }

    @Command(name = "rollback", description = "Give a voice the names back that it had before the last change.")
    static final class Rollback extends ModelsSubcommand {
        @Parameters(paramLabel = "VOICE", description = "Such as en-slt.")
        private String voice;

        @Mixin
        private RolloutOptionsMixin options;

        @Mixin
        private KeyOptions keys;

        @Override
        public Integer call() {
            return change(cluster -> {
                AliasMover mover = keys.mover(cluster);
                return answer(voice, mover.rollback(voice, options.options(console())));
            });
        }
    }

    @Command(name = "drop", description = "Take a name other than stable from a voice; its share falls to stable.")
    static final class Drop extends ModelsSubcommand {
        @Parameters(index = "0", paramLabel = "VOICE", description = "Such as en-slt.")
        private String voice;

        @Parameters(index = "1", paramLabel = "NAME", description = "Such as canary.")
        private String name;

        @Mixin
        private WhyOption why;

        @Mixin
        private KeyOptions keys;

        @Override
        public Integer call() {
            return change(cluster -> {
                AliasMover mover = keys.mover(cluster);
                return answer(voice, mover.drop(voice, name, why.why()));
            });
        }
    }

    @Command(
            name = "retire",
            description =
                    "Remove a version and its files from the registry, if it has no name and no utterance needs it.")
    static final class Retire extends ModelsSubcommand {
        @Parameters(paramLabel = "VOICE@VERSION", description = "Such as en-slt@1.")
        private String id;

        @Mixin
        private WhyOption why;

        @Mixin
        private KeyOptions keys;

        @Override
        public Integer call() {
            return change(cluster -> {
                ModelId parsed = ModelId.parse(id);
                keys.mover(cluster).retire(parsed, why.why());
                return new Answer(Map.of("retired", parsed.toString()), List.of("retired " + parsed));
            });
        }
    }

    @Command(
            name = "status",
            description = "The running instances, and what each has loaded, rejected and still needs.")
    static final class Status extends ModelsSubcommand {
        @Override
        public Integer call() {
            return run(cluster -> {
                try (InstanceBoard board = InstanceBoard.open(cluster.access())) {
                    List<ModelStatus> live = board.live();
                    return status(
                            live,
                            ModelLog.readAsFollowed(cluster.access(), live).registry());
                }
            });
        }

        private static Answer status(List<ModelStatus> live, Registry registry) {
            Table table = new Table(
                    "instance",
                    "application",
                    "stages",
                    "MB",
                    "version",
                    "names",
                    "state",
                    "load ms",
                    "takes MB",
                    "needed",
                    "reason");
            List<Object> data = new ArrayList<>();
            for (ModelStatus instance : live) {
                String megabytes = String.valueOf(instance.getResidentBytes() / 1_000_000);
                String stages = String.join(",", instance.getStages());
                if (instance.getVoices().isEmpty()) {
                    table.row(
                            instance.getInstance(),
                            instance.getApplication(),
                            stages,
                            megabytes,
                            "-",
                            "-",
                            "-",
                            "-",
                            "-",
                            "-",
                            "no voice yet");
                }
                for (ModelVoiceStatus voice : instance.getVoices()) {
                    String id = voice.getVoice() + "@" + voice.getVersion();
                    table.row(
                            instance.getInstance(),
                            instance.getApplication(),
                            stages,
                            megabytes,
                            id,
                            ModelsCommand.names(registry, new ModelId(voice.getVoice(), voice.getVersion())),
                            voice.getState().name().toLowerCase(Locale.ROOT),
                            String.valueOf(voice.getLoadMs()),
                            memory(voice),
                            instance.getNeeded().contains(id) ? "yes" : "no",
                            voice.getReason());
                }
                data.add(data(instance));
            }
            return new Answer(data, live.isEmpty() ? List.of("no instance is running") : table.lines());
        }

        private static String memory(ModelVoiceStatus voice) {
            return voice.getMemoryBytes() == 0 ? "-" : String.valueOf(voice.getMemoryBytes() >> 20);
        }

        private static Map<String, Object> data(ModelStatus instance) {
            Map<String, Object> data = new LinkedHashMap<>();
            data.put("instance", instance.getInstance());
            data.put("application", instance.getApplication());
            data.put("host", instance.getHost());
            data.put("stages", instance.getStages());
            data.put("at", instance.getAt().toString());
            data.put("heapBytes", instance.getHeapBytes());
            data.put("residentBytes", instance.getResidentBytes());
            data.put("needed", instance.getNeeded());
            data.put("signedOnly", instance.getSignedOnly());
            data.put("aliasCounters", instance.getAliasCounters());
            data.put(
                    "voices",
                    instance.getVoices().stream()
                            .map(voice -> Map.of(
                                    "version", voice.getVoice() + "@" + voice.getVersion(),
                                    "state", voice.getState().name(),
                                    "reason", voice.getReason(),
                                    "loadMs", voice.getLoadMs(),
                                    "memoryBytes", voice.getMemoryBytes()))
                            .collect(Collectors.toList()));
            return data;
        }
    }
}
