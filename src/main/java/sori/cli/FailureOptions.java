package sori.cli;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.json.JsonMapper;
import java.nio.file.Path;
import java.time.DateTimeException;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Function;
import org.apache.kafka.common.KafkaException;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import sori.cli.options.Cluster;
import sori.cli.options.Console;
import sori.cli.options.KafkaOptions;
import sori.cli.options.StopSignal;
import sori.cli.options.TopologyFiles;
import sori.cluster.AccessPlan;
import sori.cluster.ClusterCheck;
import sori.config.Refusal;
import sori.kafka.Codecs;
import sori.kafka.Topic;
import sori.kafka.Topics;
import sori.replay.FailureFilter;
import sori.replay.Failures;
import sori.schema.FailureReason;
import sori.schema.SpeechFailure;
import sori.schema.TextEvent;
import sori.stream.WireCodecs;
import sori.synthesis.SourceOffset;
import sori.synthesis.Stage;
import sori.topology.TopologyFile;

/** What the commands of {@code failures} have in common. */
final class FailureOptions {
    private static final JsonMapper JSON = new JsonMapper();

    private FailureOptions() {}

    /** Where failures lie, and the texts that they are of. */
    static final class Place {
        @Option(
                names = "--topology",
                paramLabel = "FILE",
                defaultValue = "topologies/speech.yaml",
                description = "Names the topics of texts (from) and failures. Default: ${DEFAULT-VALUE}.")
        private Path file;

        @Mixin
        private KafkaOptions kafka;

        public interface Work {
            int on(Cluster cluster, Topic<TextEvent> texts, Topic<SpeechFailure> failures);
        }

        /** @param rights what the work takes, of the file's topics */
        int run(Console console, Function<TopologyFile, AccessPlan> rights, Work work) {
            TopologyFile topology = TopologyFiles.read(file);
            if (topology.stages().get(0) != Stage.NORMALIZE) {
                throw new Refusal(file + " reads " + topology.from()
                        + " and no texts; name the topology file that does, such as topologies/front.yaml");
            }
            try (StopSignal stop = StopSignal.install();
                    Cluster cluster = kafka.open(console)) {
                ClusterCheck.refuseWithout(rights.apply(topology), cluster.access());
                Codecs codecs = WireCodecs.of(topology, cluster.access());
                Topic<TextEvent> texts = Topics.TEXT.framed(codecs).named(topology.from());
                if (!cluster.has(texts)) {
                    throw new Refusal("there is no topic " + texts.name() + "; `sori run` makes it");
                }
                return work.on(cluster, texts, Topics.FAILURES.framed(codecs).named(topology.failures()));
            } catch (KafkaException e) {
                throw new Refusal("Kafka: " + Cluster.reason(e), e);
            }
        }
    }

    /** Which failures. */
    static final class Filters {
        @Option(
                names = "--reason",
                paramLabel = "REASON",
                description = "Only of this kind; may be given several times. One of ${COMPLETION-CANDIDATES}.")
        private List<FailureReason> reasons = new ArrayList<>();

        @Option(names = "--stage", paramLabel = "STAGE", description = "Only of normalize, embed, mel or vocode.")
        private @Nullable Stage stage;

        @Option(
                names = "--since",
                paramLabel = "TIME",
                description =
                        "Only what failed at this time or later: ISO 8601, such as 2030-01-31T12:00:00Z, or how long "
                                + "ago, such as 90m, 12h or 7d.")
        private @Nullable String since;

        @Option(names = "--until", paramLabel = "TIME", description = "Only what failed before this time.")
        private @Nullable String until;

        @Option(
                names = "--voice",
                paramLabel = "VOICE",
                description =
                        "Only where the event asks for this voice: NAME or NAME@VERSION. Reads each event: slower.")
        private @Nullable String voice;

        FailureFilter filter(CommandSpec spec, Set<SourceOffset> places) {
            return new FailureFilter(
                    places,
                    Set.copyOf(reasons),
                    stage == null ? null : stage.title(),
                    time(spec, "--since", since),
                    time(spec, "--until", until),
                    voice);
        }

        private static @Nullable Instant time(CommandSpec spec, String option, @Nullable String given) {
            if (given == null) {
                return null;
            }
            try {
                return given.matches("[0-9]{1,6}[smhd]") ? Instant.now().minus(ago(given)) : Instant.parse(given);
            } catch (DateTimeException e) {
                throw new ParameterException(
                        spec.commandLine(),
                        option + " is a time such as 2030-01-31T12:00:00Z, or 90m, 12h, 7d, not '" + given + "'",
                        e);
            }
        }

        private static Duration ago(String given) {
            long count = Long.parseLong(given.substring(0, given.length() - 1));
            return switch (given.charAt(given.length() - 1)) {
                case 's' -> Duration.ofSeconds(count);
                case 'm' -> Duration.ofMinutes(count);
                case 'h' -> Duration.ofHours(count);
                default -> Duration.ofDays(count);
            };
        }
    }

    static SourceOffset place(CommandSpec spec, String given) {
        return SourceOffset.parse(given)
                .orElseThrow(() -> new ParameterException(
                        spec.commandLine(),
                        "'" + given + "' names no record; it is TOPIC-PARTITION-OFFSET, such as speech.text-3-17, "
                                + "as `sori failures list` shows it"));
    }

    /** A failure for a program. */
    static Map<String, Object> data(Failures.Listed listed) {
        SpeechFailure failure = listed.failure();
        Map<String, Object> data = new LinkedHashMap<>();
        data.put("ref", listed.source().id());
        data.put("failedAt", failure.getFailedAt().toString());
        data.put("stage", failure.getStage());
        data.put("reason", failure.getReason().name());
        data.put("utteranceId", failure.getUtteranceId());
        data.put("detail", failure.getDetail());
        listed.replayOf().ifPresent(of -> data.put("replayOf", of.id()));
        return data;
    }

    static String json(Object data) {
        try {
            return JSON.writeValueAsString(data);
        } catch (JsonProcessingException e) {
            throw new IllegalStateException("maps, lists and words are JSON", e);
        }
    }
}
