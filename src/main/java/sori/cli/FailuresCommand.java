package sori.cli;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.Callable;
import org.apache.kafka.common.header.Header;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;
import sori.cli.options.Console;
import sori.cli.options.Table;
import sori.cluster.AccessPlan;
import sori.config.Refusal;
import sori.kafka.Decoded;
import sori.replay.FailureFilter;
import sori.replay.Failures;
import sori.replay.Original;
import sori.schema.TextEvent;
import sori.synthesis.SourceOffset;

@Command(
        name = "failures",
        description = "List, show and replay what could not be spoken.",
        synopsisSubcommandLabel = "COMMAND",
        subcommands = {
            FailuresCommand.ListFailures.class,
            FailuresCommand.ShowFailure.class,
            FailuresReplayCommand.class
        })
final class FailuresCommand implements Runnable {
    @Spec
    private CommandSpec spec;

    @Override
    public void run() {
        throw new ParameterException(spec.commandLine(), "one of list, show, replay is missing");
    }

    @Command(name = "list", description = "Show the latest failures; never their texts.")
    static final class ListFailures implements Callable<Integer> {
        @Spec
        private CommandSpec spec;

        @Mixin
        private FailureOptions.Filters filters;

        @Option(names = "--open", description = "Only those of events that were not replayed.")
        private boolean open;

        @Option(
                names = "--limit",
                paramLabel = "N",
                defaultValue = "50",
                description = "How many at most, up to 10000. Default: ${DEFAULT-VALUE}.")
        private int limit;

        @Option(names = "--json", description = "Print JSON, one failure a line.")
        private boolean json;

        @Mixin
        private FailureOptions.Place place;

        @Override
        public Integer call() {
            if (limit < 1 || limit > Failures.MOST_LISTED) {
                throw new ParameterException(spec.commandLine(), "--limit goes from 1 to " + Failures.MOST_LISTED);
            }
            FailureFilter filter = filters.filter(spec, Set.of());
            Console console = new Console(spec);
            return place.run(console, AccessPlan::ofFailureReader, (cluster, texts, failures) -> {
                Failures.Page page = new Failures(cluster.access(), texts, failures).list(filter, open, limit);
                if (json) {
                    page.latest().forEach(listed -> console.result(FailureOptions.json(FailureOptions.data(listed))));
                    return 0;
                }
                Table table = new Table("ref", "failed at", "stage", "reason", "utterance", "detail");
                page.latest()
                        .forEach(listed -> table.row(FailureOptions.data(listed).values().stream()
                                .limit(6)
                                .map(value -> value == null ? "" : value.toString())
                                .toArray(String[]::new)));
                table.lines().forEach(console::result);
                if (page.all() == 0) {
                    console.step("nothing that was asked for has failed");
                }
                if (page.all() > page.latest().size()) {
                    console.step("the latest " + page.latest().size() + " of " + page.all() + "; --limit shows more");
                }
                return 0;
            });
        }
    }

    @Command(
            name = "show",
            description =
                    "Show all about one event that failed: its failures, its replays, and the event itself with its text.")
    static final class ShowFailure implements Callable<Integer> {
        @Spec
        private CommandSpec spec;

        @Parameters(paramLabel = "REF", description = "TOPIC-PARTITION-OFFSET of the event, as `list` shows it.")
        private String ref;

        @Option(names = "--json", description = "Print JSON.")
        private boolean json;

        @Mixin
        private FailureOptions.Place place;

        @Override
        public Integer call() {
            SourceOffset source = FailureOptions.place(spec, ref);
            Console console = new Console(spec);
            return place.run(console, AccessPlan::ofFailureReader, (cluster, texts, failures) -> {
                Failures.Shown shown = new Failures(cluster.access(), texts, failures).show(source);
                if (shown.failures().isEmpty()) {
                    throw new Refusal("no failure is of " + ref + "; `sori failures list` shows them");
                }
                Map<String, Object> data = all(shown);
                if (json) {
                    console.result(FailureOptions.json(data));
                } else {
                    data.forEach((name, value) -> show(console, name, value));
                }
                return 0;
            });
        }

        private static void show(Console console, String name, Object value) {
            if (value instanceof List<?> several) {
                several.forEach(each -> show(console, name, each));
            } else if (value instanceof Map<?, ?> fields) {
                console.result(name);
                fields.forEach((field, content) -> console.result("  " + field + ": " + content));
            } else {
                console.result(name + ": " + value);
            }
        }

        private static Map<String, Object> all(Failures.Shown shown) {
            Map<String, Object> data = new LinkedHashMap<>();
            data.put(
                    "failure",
                    shown.failures().stream().map(FailureOptions::data).toList());
            List<Map<String, Object>> replays = new ArrayList<>();
            shown.replays()
                    .forEach(again -> replays.add(Map.of(
                            "ref", again.place().id(),
                            "utteranceId", again.utteranceId(),
                            "publishedAt", again.timestamp().toString())));
            data.put("replay", replays);
            Optional<Original> original = shown.original();
            data.put(
                    "event",
                    original.<Object>map(ShowFailure::event).orElse("the topic has it no more, or is another's"));
            return data;
        }

        private static void put(Map<String, Object> data, String name, @Nullable Object value) {
            if (value != null) {
                data.put(name, value.toString());
            }
        }

        private static Map<String, Object> event(Original original) {
            Map<String, Object> data = new LinkedHashMap<>();
            data.put(
                    "key",
                    original.key() == null ? "" : new String(original.key().get(), StandardCharsets.UTF_8));
            data.put("publishedAt", original.timestamp().toString());
            for (Header header : original.headers()) {
                byte[] value = header.value();
                data.put("header " + header.key(), value == null ? "" : new String(value, StandardCharsets.UTF_8));
            }
            if (original.event() instanceof Decoded.Value<TextEvent> read) {
                TextEvent event = read.value();
                put(data, "utteranceId", event.getUtteranceId());
                put(data, "text", event.getText());
                put(data, "ssml", event.getSsml() ? "true" : null);
                put(data, "language", event.getLanguage());
                put(data, "voice", event.getVoice());
                put(data, "voiceVersion", event.getVoiceVersion());
                put(data, "expiresAt", event.getExpiresAt());
                event.getOptions().forEach((name, value) -> put(data, "option " + name, value));
                data.put("parts", original.parts());
            } else {
                data.put("unreadable", ((Decoded.Unreadable<TextEvent>) original.event()).reason());
            }
            return data;
        }
    }
}
