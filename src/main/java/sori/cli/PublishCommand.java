package sori.cli;

import java.io.FilterInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import java.util.concurrent.Callable;
import java.util.concurrent.CompletionException;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;
import sori.cli.options.Cluster;
import sori.cli.options.Console;
import sori.cli.options.KafkaOptions;
import sori.cli.options.StopSignal;
import sori.cli.options.WireOptions;
import sori.client.SpeechPublisher;
import sori.cluster.AccessPlan;
import sori.cluster.ClusterCheck;
import sori.cluster.TopicPlan;
import sori.cluster.TopicSettings;
import sori.config.Refusal;
import sori.kafka.Topics;
import sori.schema.TextEvent;
import sori.topology.TopologyFile;

@Command(
        name = "publish",
        description = {
            "Send each line of a file or of standard input as a text event.",
            "With --live all of it is one utterance, sent as it comes and spoken while it is written: a sentence as soon as "
                    + "nothing that follows can change how it is read, so with the next one's beginning, 0.2 s behind a line "
                    + "that nothing follows, or 1 s behind a full stop that nothing follows. Ctrl-D ends it, Ctrl-C cancels it."
        })
final class PublishCommand implements Callable<Integer> {
    /** What was sent has so long to arrive once Ctrl-C was pressed. */
    private static final Duration GRACE = Duration.ofSeconds(1);

    @Spec
    private CommandSpec spec;

    @Parameters(arity = "0..1", paramLabel = "FILE", description = "A text file. Default: standard input.")
    private @Nullable Path file;

    @Option(
            names = "--key",
            paramLabel = "KEY",
            description = "Scope within which lines are spoken in order. Default: each line on its own.")
    private @Nullable String key;

    @Option(names = "--live", description = "One utterance, spoken while it is written.")
    private boolean live;

    @Mixin
    private EventOptions event;

    @Mixin
    private KafkaOptions kafka;

    @Mixin
    private WireOptions wire;

    @Override
    public Integer call() throws Exception {
        Console console = new Console(spec);
        event.check();
        try (StopSignal stop = StopSignal.install();
                InputStream in = open()) {
            Optional<Cluster> reached = kafka.open(console, stop);
            if (reached.isEmpty()) {
                return 1;
            }
            try (Cluster cluster = reached.get()) {
                return publish(in, cluster, console, stop);
            }
        } catch (CompletionException e) {
            throw new Refusal("Kafka did not take an event: " + Cluster.reason(e), e);
        }
    }

    private int publish(InputStream in, Cluster cluster, Console console, StopSignal stop) throws Exception {
        Optional<SpeechPublisher> publisher = stop.within(Duration.ZERO, () -> publisher(cluster));
        if (publisher.isEmpty()) {
            return 1;
        }
        Publishing publishing = new Publishing(publisher.get(), Optional.ofNullable(key), stop, GRACE, console);
        TextEvent utterance = event.event(UUID.randomUUID().toString(), "");
        if (live) {
            publishing.live(in, utterance, () -> cluster.has(Topics.CONTROL));
        } else {
            publishing.lines(in, utterance);
        }
        return 0;
    }

    private SpeechPublisher publisher(Cluster cluster) {
        AccessPlan rights = AccessPlan.ofPublisher(List.of(TopologyFile.SPEECH.withControl()));
        ClusterCheck.refuseWithout(rights, cluster.access());
        cluster.create(TopicPlan.ofTopics(TopicSettings.DEFAULT, List.of(Topics.TEXT)));
        return new SpeechPublisher(cluster.access(), wire.codecs(cluster.access()));
    }

    private InputStream open() throws IOException {
        if (file == null) {
            return new FilterInputStream(System.in) {
                @Override
                public void close() {
                    // another thread may be reading it still
                }
            };
        }
        if (!Files.isReadable(file)) {
            throw new Refusal("cannot read " + file);
        }
        return Files.newInputStream(file);
    }
}
