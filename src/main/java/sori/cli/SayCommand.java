package sori.cli;

import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Optional;
import java.util.UUID;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;
import sori.schema.TextEvent;
import sori.stream.SpeechPublisher;
import sori.stream.Topics;
import sori.stream.TopologyFile;
import sori.voice.VoiceCatalog;

/**
 * The whole way of one utterance: a text event into {@code speech.text}, the pipeline between, and what a playback service
 * hears on {@code speech.audio} into a WAV file.
 */
@Command(name = "say", description = "Speak a text through Kafka, and write what comes out as a WAV file.")
final class SayCommand implements Callable<Integer> {
    @Spec
    private CommandSpec spec;

    @Parameters(paramLabel = "TEXT", description = "What to speak.")
    private String text;

    @Option(
            names = "--out",
            paramLabel = "FILE.wav",
            defaultValue = "speech.wav",
            description = "16-bit WAV. Default: ${DEFAULT-VALUE}.")
    private Path out;

    @Option(names = "--plot", paramLabel = "FILE.png", description = "Draw the mel with the attention under it.")
    private @Nullable Path plot;

    @Option(names = "--voice", paramLabel = "NAME", description = "Default: the newest voice of the language.")
    private @Nullable String voice;

    @Option(names = "--language", paramLabel = "TAG", description = "Default: the topology's.")
    private @Nullable String language;

    @Option(
            names = "--topology",
            paramLabel = "FILE",
            defaultValue = "topologies/speech.yaml",
            description = "Must lead from text to audio. Default: ${DEFAULT-VALUE}.")
    private Path file;

    @Option(
            names = "--timeout",
            paramLabel = "SECONDS",
            defaultValue = "300",
            description = "How long to wait for speech. Default: ${DEFAULT-VALUE}.")
    private int timeoutSeconds;

    @Mixin
    private VoiceOptionsMixin voices;

    @Mixin
    private KafkaOptions kafka;

    @Override
    public Integer call() throws IOException {
        Console console = new Console(spec);
        TopologyFile topology = topology();
        requireVoice();
        try (StopSignal stop = StopSignal.install();
                Cluster cluster = kafka.open(console);
                RunningPipeline pipeline = RunningPipeline.start(topology, cluster, voices, console, stop)) {
            return stop.requested() ? 1 : speak(cluster, pipeline, console, stop);
        }
    }

    private TopologyFile topology() {
        TopologyFile topology = TopologyFiles.read(file);
        if (!topology.from().equals(Topics.TEXT.name()) || !topology.to().equals(Topics.AUDIO.name())) {
            throw new Refusal(file + " leads from " + topology.from() + " to " + topology.to()
                    + "; `sori say` needs one from " + Topics.TEXT.name() + " to " + Topics.AUDIO.name());
        }
        return plot == null ? topology : SpeechPlot.tapped(topology);
    }

    private int speak(Cluster cluster, RunningPipeline pipeline, Console console, StopSignal stop) throws IOException {
        TextEvent event = event();
        try (Listening listening = Listening.open(cluster.access(), event.getUtteranceId(), plot != null);
                SpeechPublisher publisher = new SpeechPublisher(cluster.access())) {
            long published = System.nanoTime();
            publisher.publish(event, Optional.empty()).join();
            console.step("published to speech.text: utterance " + event.getUtteranceId());
            Listening.Result result = listening.listen(published, Duration.ofSeconds(timeoutSeconds), console, () -> {
                pipeline.check();
                return stop.requested();
            });
            FilePlayer.write(result.utterance(), out);
            console.step("wrote " + out);
            if (plot != null) {
                SpeechPlot.draw(event.getText(), listening.taps(), voices.catalog(), plot);
                console.step("drew " + plot);
            }
            console.result(result.summary());
            return 0;
        }
    }

    /** A missing voice is better said before Kafka starts than in a failure record after it. */
    private void requireVoice() {
        VoiceCatalog catalog = voices.catalog();
        if (catalog.voices().isEmpty()) {
            String broken = catalog.broken().isEmpty() ? "" : ": " + catalog.broken();
            throw new Refusal("there is no usable voice" + broken
                    + "; train one with `sori lab`, or name its place with --models");
        }
    }

    private TextEvent event() {
        return TextEvent.newBuilder()
                .setUtteranceId(UUID.randomUUID().toString())
                .setText(text)
                .setVoice(voice)
                .setLanguage(language)
                .build();
    }
}
