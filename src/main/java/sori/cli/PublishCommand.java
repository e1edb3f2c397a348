package sori.cli;

import java.io.BufferedReader;
import java.io.FilterInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.List;
import java.util.Optional;
import java.util.Queue;
import java.util.UUID;
import java.util.concurrent.Callable;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;
import sori.client.LiveText;
import sori.client.SpeechPublisher;
import sori.cluster.AccessPlan;
import sori.cluster.ClusterCheck;
import sori.cluster.TopicPlan;
import sori.cluster.TopicSettings;
import sori.config.Refusal;
import sori.kafka.Topics;
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
    private static final int IN_FLIGHT = 1000;

    private static final Duration POLL = Duration.ofMillis(50);

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
    public Integer call() throws IOException {
        Console console = new Console(spec);
        event.check();
        try (StopSignal stop = StopSignal.install();
                InputStream in = open();
                Cluster cluster = kafka.open(console)) {
            ClusterCheck.refuseWithout(
                    AccessPlan.ofPublisher(List.of(TopologyFile.SPEECH.withControl())), cluster.access());
            cluster.create(TopicPlan.ofTopics(TopicSettings.DEFAULT, List.of(Topics.TEXT)));
            try (SpeechPublisher publisher = new SpeechPublisher(cluster.access(), wire.codecs(cluster.access()))) {
                if (live) {
                    sendLive(in, cluster, publisher, console, stop);
                } else {
                    BufferedReader lines = new BufferedReader(new InputStreamReader(in, StandardCharsets.UTF_8));
                    int sent = send(lines, publisher, stop);
                    console.result("published " + sent + (sent == 1 ? " text event" : " text events"));
                }
            }
        } catch (CompletionException e) {
            throw new Refusal("Kafka did not take an event: " + Cluster.reason(e), e);
        }
        return 0;
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

    private void sendLive(
            InputStream in, Cluster cluster, SpeechPublisher publisher, Console console, StopSignal stop) {
        String id = UUID.randomUUID().toString();
        try (LiveText text = publisher.publishLive(event.event(id, ""), Optional.ofNullable(key))) {
            LiveInput input = LiveInput.reading(in);
            console.step("utterance " + id + ": sending what is written; Ctrl-D ends it, Ctrl-C cancels it");
            boolean more = true;
            while (more && !stop.requested()) {
                more = input.pass(LiveInput.Text.of(text), POLL);
            }
            if (more && cluster.has(Topics.CONTROL)) {
                publisher
                        .cancel(key == null ? id : key, Optional.of(id), "Ctrl-C")
                        .join();
                console.step("cancelled");
            }
            text.close();
            console.result(
                    "published " + text.parts() + (text.parts() == 1 ? " part" : " parts") + " of utterance " + id);
        }
    }

    private int send(BufferedReader lines, SpeechPublisher publisher, StopSignal stop) throws IOException {
        Queue<CompletableFuture<?>> pending = new ArrayDeque<>();
        int sent = 0;
        for (String line = lines.readLine(); line != null && !stop.requested(); line = lines.readLine()) {
            if (line.isBlank()) {
                continue;
            }
            pending.add(publisher.publish(event.event(UUID.randomUUID().toString(), line), Optional.ofNullable(key)));
            sent++;
            if (pending.size() > IN_FLIGHT) {
                pending.remove().join();
            }
        }
        pending.forEach(CompletableFuture::join);
        return sent;
    }
}
