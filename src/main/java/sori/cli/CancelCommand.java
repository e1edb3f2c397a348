package sori.cli;

import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.concurrent.CompletionException;
import org.apache.kafka.clients.producer.RecordMetadata;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;
import sori.cli.options.Cluster;
import sori.cli.options.Console;
import sori.cli.options.KafkaOptions;
import sori.cli.options.StopSignal;
import sori.cli.options.WireOptions;
import sori.client.SpeechPublisher;
import sori.cluster.AccessPlan;
import sori.cluster.ClusterCheck;
import sori.config.Refusal;
import sori.kafka.Topics;
import sori.topology.TopologyFile;

@Command(
        name = "cancel",
        description = {
            "Stop an utterance, or all that was sent under a key so far: nothing more of it is spoken, and players drop what "
                    + "they have not played.",
            "What is sent under the key afterwards is spoken. Needs a pipeline whose topology file has control: speech.control."
        })
final class CancelCommand implements Callable<Integer> {
    @Spec
    private CommandSpec spec;

    @Option(names = "--key", paramLabel = "KEY", description = "Of the text events. Default: the utterance's id.")
    private @Nullable String key;

    @Option(
            names = "--utterance",
            paramLabel = "ID",
            description = "The only one to stop. Default: all that was sent under the key so far.")
    private @Nullable String utterance;

    @Option(
            names = "--partition",
            paramLabel = "N",
            description = "Of the text event, where that does not follow from the key: for one without a key, say. "
                    + "Default: the key's.")
    private @Nullable Integer partition;

    @Option(names = "--reason", paramLabel = "TEXT", defaultValue = "", description = "For whoever reads the topic.")
    private String reason;

    @Mixin
    private KafkaOptions kafka;

    @Mixin
    private WireOptions wire;

    @Override
    public Integer call() {
        if (key == null && utterance == null) {
            throw new ParameterException(spec.commandLine(), "name what to cancel: --key, --utterance or both");
        }
        Console console = new Console(spec);
        try (StopSignal stop = StopSignal.install();
                Cluster cluster = kafka.open(console)) {
            ClusterCheck.refuseWithout(
                    AccessPlan.ofCanceller(List.of(TopologyFile.SPEECH.withControl())), cluster.access());
            requirePartitions(cluster);
            try (SpeechPublisher publisher = new SpeechPublisher(cluster.access(), wire.codecs(cluster.access()))) {
                RecordMetadata place = send(publisher);
                console.result("asked for the end of " + what() + " (" + place + ")");
            }
        } catch (CompletionException e) {
            throw new Refusal("Kafka did not take the record: " + Cluster.reason(e), e);
        }
        return 0;
    }

    private RecordMetadata send(SpeechPublisher publisher) {
        Optional<String> id = Optional.ofNullable(utterance);
        if (partition != null) {
            return publisher
                    .cancelIn(partition, Optional.ofNullable(key), id, reason)
                    .join();
        }
        return publisher
                .cancel(key != null ? key : String.valueOf(utterance), id, reason)
                .join();
    }

    private String what() {
        String under = key == null ? "" : " under key " + key;
        return utterance == null ? "all that was sent" + under : "utterance " + utterance + under;
    }

    /** A record in another partition than the text's would be read by another instance, and stop nothing. */
    private void requirePartitions(Cluster cluster) {
        if (!cluster.has(Topics.CONTROL)) {
            throw new Refusal("there is no topic " + Topics.CONTROL.name()
                    + "; `sori run` makes it for a topology file with control: " + Topics.CONTROL.name());
        }
        if (!cluster.has(Topics.TEXT)) {
            return;
        }
        Map<String, Integer> counts = cluster.partitions(List.of(Topics.TEXT.name(), Topics.CONTROL.name()));
        int control = counts.getOrDefault(Topics.CONTROL.name(), 0);
        int text = counts.getOrDefault(Topics.TEXT.name(), 0);
        if (control != text) {
            throw new Refusal(Topics.CONTROL.name() + " has " + control + " partitions and " + Topics.TEXT.name() + " "
                    + text + "; they must have as many, or a cancel does not reach its text");
        }
        if (partition != null && (partition < 0 || partition >= control)) {
            throw new Refusal("there is no partition " + partition + "; they go from 0 to " + (control - 1));
        }
    }
}
