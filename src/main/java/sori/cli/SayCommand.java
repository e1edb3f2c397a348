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
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;
import sori.cli.options.Cluster;
import sori.cli.options.Console;
import sori.cli.options.KafkaOptions;
import sori.cli.options.StopSignal;
import sori.cli.options.TopologyFiles;
import sori.cli.options.VoiceOptionsMixin;
import sori.client.SpeechPublisher;
import sori.client.SpokenUtterance;
import sori.config.Refusal;
import sori.kafka.Codecs;
import sori.kafka.Topics;
import sori.kafka.UtteranceName;
import sori.player.Player;
import sori.player.Player.Played;
import sori.plot.Png;
import sori.registry.ModelId;
import sori.schema.SpeechStatus;
import sori.schema.TextEvent;
import sori.stream.RegistryVoices;
import sori.stream.WireCodecs;
import sori.synthesis.CannotSpeakException;
import sori.synthesis.Speech;
import sori.synthesis.SpeechSettings;
import sori.synthesis.Synthesizer;
import sori.synthesis.UtterancePlanner;
import sori.synthesis.Voices;
import sori.topology.TopologyFile;
import sori.voice.VoiceCatalog;
import sori.voice.VoiceManifest;

/**
 * The whole way of one utterance: a text event into {@code speech.text}, the pipeline between, and what a playback service
 * hears on {@code speech.audio} into a WAV file.
 */
@Command(
        name = "say",
        description = {
            "Speak a text through Kafka, and write what comes out as a WAV file.",
            "With --live the text is what you write to standard input, and is heard while you write: a line when you press "
                    + "Enter, and what another program writes as soon as a sentence is whole. Ctrl-D ends it, Ctrl-C cancels it."
        })
final class SayCommand implements Callable<Integer> {
    /** Longer than a pipeline that can be reached needs to stop. */
    private static final Duration GRACE = Duration.ofSeconds(8);

    @Spec
    private CommandSpec spec;

    @Parameters(arity = "0..1", paramLabel = "TEXT", description = "What to speak; without --live it must be there.")
    private @Nullable String text;

    @Option(names = "--live", description = "Speak standard input while it is written, to the loudspeaker or --out.")
    private boolean live;

    @Option(
            names = "--out",
            paramLabel = "FILE.wav",
            description = "16-bit WAV. Default: speech.wav, with --live the loudspeaker.")
    private @Nullable Path out;

    @Option(names = "--plot", paramLabel = "FILE.png", description = "Draw the mel with the attention under it.")
    private @Nullable Path plot;

    @Mixin
    private EventOptions options;

    @Option(
            names = "--topology",
            paramLabel = "FILE",
            defaultValue = "topologies/speech.yaml",
            description = "What to run; must lead from text to audio. Default: ${DEFAULT-VALUE}.")
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
    public Integer call() throws Exception {
        requireOneText();
        options.check();
        Console console = new Console(spec);
        if (!live) {
            return say(console, Optional.empty());
        }
        try (Player player = livePlayer()) {
            return say(console, Optional.of(player));
        }
    }

    /** @param hearing who hears a live text */
    private int say(Console console, Optional<Player> hearing) throws Exception {
        TopologyFile topology = topology();
        VoiceCatalog local = voices.verified(console, !kafka.naming());
        TextEvent event = options.event(UUID.randomUUID().toString(), text == null ? "" : text);
        try (StopSignal stop = StopSignal.install();
                Cluster cluster = kafka.open(console);
                RegistryVoices speaking = voices.join(topology, local, cluster, console, stop)) {
            if (stop.requested()) {
                return 1;
            }
            requireVoice(speaking, event, topology.settings());
            try (RunningPipeline pipeline = RunningPipeline.start(topology, cluster, speaking, console, stop)) {
                if (stop.requested()) {
                    return 1;
                }
                Codecs codecs = WireCodecs.of(topology, cluster.access());
                if (hearing.isPresent()) {
                    LiveSaying saying = new LiveSaying(cluster, codecs, pipeline, hearing.get(), console, stop);
                    return speakLive(event, saying, console, stop);
                }
                Listening.Result result =
                        unlessStopped(stop, console, () -> speak(event, cluster, codecs, pipeline, console, stop));
                Player.write(result.utterance(), wav());
                console.step("wrote " + wav());
                if (plot != null) {
                    draw(plot, event, result.utterance(), topology.settings(), speaking, console);
                }
                console.result(result.summary());
                return 0;
            }
        }
    }

    private Player livePlayer() {
        return out == null ? Player.loudspeaker(PlayCommand.PATIENCE) : Player.file(out);
    }

    /** What was asked for is taken back at Ctrl-C, which needs a broker; without one it is left as it is. */
    private static <T> T unlessStopped(StopSignal stop, Console console, Callable<T> speaking) throws Exception {
        return stop.within(GRACE, speaking).orElseThrow(() -> {
            console.warn("no broker answers, so the text is not taken back: what Kafka has of it may be spoken");
            return new Refusal("stopped before the speech was whole");
        });
    }

    private int speakLive(TextEvent event, LiveSaying saying, Console console, StopSignal stop) throws Exception {
        Optional<Played> played =
                unlessStopped(stop, console, () -> saying.speak(event, System.in, Duration.ofSeconds(timeoutSeconds)));
        played.ifPresent(done -> console.result(PlayCommand.describe(done)));
        return played.map(Played::status)
                        .filter(status -> status == SpeechStatus.OK || status == SpeechStatus.CUT)
                        .isPresent()
                ? 0
                : 1;
    }

    private void requireOneText() {
        if (live && (text != null || plot != null)) {
            throw new ParameterException(
                    spec.commandLine(), "with --live the text comes from standard input, and is not drawn");
        }
        if (!live && text == null) {
            throw new ParameterException(spec.commandLine(), "a text to speak is missing");
        }
    }

    private Path wav() {
        return out == null ? Path.of("speech.wav") : out;
    }

    private TopologyFile topology() {
        TopologyFile topology = TopologyFiles.read(file);
        if (!topology.from().equals(Topics.TEXT.name()) || !topology.to().equals(Topics.AUDIO.name())) {
            throw new Refusal(file + " leads from " + topology.from() + " to " + topology.to()
                    + "; `sori say` needs one from " + Topics.TEXT.name() + " to " + Topics.AUDIO.name());
        }
        return topology;
    }

    private Listening.Result speak(
            TextEvent event,
            Cluster cluster,
            Codecs codecs,
            RunningPipeline pipeline,
            Console console,
            StopSignal stop) {
        // Published without a key, so that its id is its key.
        UtteranceName name = UtteranceName.of(event.getUtteranceId(), event.getUtteranceId());
        try (Listening listening = Listening.open(cluster.access(), codecs, name);
                SpeechPublisher publisher = new SpeechPublisher(cluster.access(), codecs)) {
            long published = System.nanoTime();
            publisher.publish(event, Optional.empty()).join();
            console.step("published to speech.text: utterance " + event.getUtteranceId());
            return listening.listen(published, Duration.ofSeconds(timeoutSeconds), console, () -> {
                pipeline.check();
                if (stop.requested() && cluster.has(Topics.CONTROL)) {
                    String id = event.getUtteranceId();
                    publisher.cancel(id, Optional.of(id), "Ctrl-C").join();
                }
                return stop.requested();
            });
        }
    }

    /** Of the very event and voice version, whichever process has spoken them. */
    private void draw(
            Path picture,
            TextEvent event,
            SpokenUtterance heard,
            SpeechSettings settings,
            RegistryVoices speaking,
            Console console)
            throws IOException {
        TextEvent pinned = TextEvent.newBuilder(event)
                .setVoice(heard.voice())
                .setVoiceVersion(heard.voiceVersion())
                .build();
        Speech mel;
        try {
            mel = new Synthesizer(speaking, settings).speak(pinned, audio -> {});
        } catch (CannotSpeakException e) {
            throw new Refusal("wrote " + wav() + ", but cannot draw it: " + e.getMessage(), e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new Refusal("wrote " + wav() + ", and was interrupted before it was drawn", e);
        }
        VoiceManifest manifest = speaking.registry()
                .find(new ModelId(heard.voice(), heard.voiceVersion()))
                .orElseThrow(() -> new Refusal("wrote " + wav() + ", but its voice was retired meanwhile"))
                .manifest();
        if (2 * mel.samples() != heard.pcm().length) {
            console.warn("the picture is how this command speaks the text; another application with other settings or "
                    + "another engine has spoken the audio");
        }
        Png.write(SpeechPlot.draw(event.getText(), mel, manifest.symbolTable()), picture);
        console.step("drew " + picture);
    }

    /** That nobody speaks with this voice is better said at once than in a failure record. */
    private void requireVoice(Voices speaking, TextEvent event, SpeechSettings settings) {
        TextEvent probe = live ? TextEvent.newBuilder(event).setText("1").build() : event;
        Optional<String> why = new UtterancePlanner(settings, speaking).whyNot(probe);
        if (why.isPresent()) {
            throw new Refusal(why.get());
        }
    }
}
