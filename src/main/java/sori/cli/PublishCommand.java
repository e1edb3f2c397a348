package sori.cli;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
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
import sori.client.SpeechPublisher;
import sori.config.Refusal;
import sori.kafka.Topics;
import sori.schema.TextEvent;
import sori.stream.TopicPlan;
import sori.stream.TopicSettings;

@Command(name = "publish", description = "Send each line of a file or of standard input as a text event.")
final class PublishCommand implements Callable<Integer> {
    private static final int IN_FLIGHT = 1000;

    @Spec
    private CommandSpec spec;

    @Parameters(arity = "0..1", paramLabel = "FILE", description = "A text file. Default: standard input.")
    private @Nullable Path file;

    @Option(
            names = "--key",
            paramLabel = "KEY",
            description = "Scope within which lines are spoken in order. Default: each line on its own.")
    private @Nullable String key;

    @Option(
            names = "--voice",
            paramLabel = "NAME",
            description = "Who speaks: NAME, NAME@VERSION or NAME@ALIAS. Default: a voice of the language.")
    private @Nullable String voice;

    @Option(names = "--language", paramLabel = "TAG", description = "Of the text, as in en. Default: the topology's.")
    private @Nullable String language;

    @Mixin
    private KafkaOptions kafka;

    @Override
    public Integer call() throws IOException {
        Console console = new Console(spec);
        try (StopSignal stop = StopSignal.install();
                BufferedReader lines = open();
                Cluster cluster = kafka.open(console)) {
            cluster.create(TopicPlan.ofTopics(TopicSettings.DEFAULT, List.of(Topics.TEXT)));
            try (SpeechPublisher publisher = new SpeechPublisher(cluster.access())) {
                int sent = send(lines, publisher, stop);
                console.result("published " + sent + (sent == 1 ? " text event" : " text events"));
            }
        } catch (CompletionException e) {
            throw new Refusal("Kafka did not take an event: " + Cluster.reason(e), e);
        }
        return 0;
    }

    private BufferedReader open() throws IOException {
        if (file == null) {
            return new BufferedReader(new InputStreamReader(System.in, StandardCharsets.UTF_8));
        }
        if (!Files.isReadable(file)) {
            throw new Refusal("cannot read " + file);
        }
        return Files.newBufferedReader(file);
    }

    private int send(BufferedReader lines, SpeechPublisher publisher, StopSignal stop) throws IOException {
        Queue<CompletableFuture<?>> pending = new ArrayDeque<>();
        int sent = 0;
        for (String line = lines.readLine(); line != null && !stop.requested(); line = lines.readLine()) {
            if (line.isBlank()) {
                continue;
            }
            pending.add(publisher.publish(event(line), Optional.ofNullable(key)));
            sent++;
            if (pending.size() > IN_FLIGHT) {
                pending.remove().join();
            }
        }
        pending.forEach(CompletableFuture::join);
        return sent;
    }

    private TextEvent event(String line) {
        return TextEvent.newBuilder()
                .setUtteranceId(UUID.randomUUID().toString())
                .setText(line)
                .setVoice(voice)
                .setLanguage(language)
                .build();
    }
}
