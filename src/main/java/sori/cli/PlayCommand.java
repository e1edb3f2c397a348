package sori.cli;

import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;
import sori.schema.SpeechFailure;
import sori.stream.SpeechReader;
import sori.stream.SpeechReader.Heard;
import sori.stream.SpokenUtterance;
import sori.stream.TopicPlan;
import sori.stream.TopicSettings;
import sori.stream.TopologyFile;

@Command(name = "play", description = "Play what is spoken: to the loudspeaker, or into one WAV file per utterance.")
final class PlayCommand implements Callable<Integer> {
    @Spec
    private CommandSpec spec;

    @Option(names = "--out", paramLabel = "DIR", description = "Write WAV files there instead of to the loudspeaker.")
    private @Nullable Path out;

    @Option(
            names = "--group",
            paramLabel = "NAME",
            defaultValue = "sori-play",
            description = "Consumer group: it goes on where it left off, and several share the work. "
                    + "Default: ${DEFAULT-VALUE}.")
    private String group;

    @Option(names = "--count", paramLabel = "N", description = "End after N utterances. Default: until Ctrl-C.")
    private int count;

    @Mixin
    private KafkaOptions kafka;

    @Override
    public Integer call() throws IOException {
        Console console = new Console(spec);
        try (StopSignal stop = StopSignal.install();
                Player player = out == null ? new LoudspeakerPlayer() : new FilePlayer(out);
                Cluster cluster = kafka.open(console)) {
            cluster.create(TopicPlan.of(TopicSettings.DEFAULT, List.of(TopologyFile.SPEECH)));
            try (SpeechReader reader = SpeechReader.inGroup(cluster.access(), group)) {
                console.step("listening to speech.audio; Ctrl-C ends it");
                listen(reader, player, console, stop);
            }
        }
        return 0;
    }

    private void listen(SpeechReader reader, Player player, Console console, StopSignal stop) throws IOException {
        int played = 0;
        while (!stop.requested() && (count <= 0 || played < count)) {
            for (Heard heard : reader.poll(Duration.ofMillis(200))) {
                if (heard instanceof Heard.Utterance utterance) {
                    play(utterance.utterance(), player, console);
                    played++;
                } else if (heard instanceof Heard.Failure failure) {
                    console.warn(describe(failure.failure()));
                }
            }
            reader.commit();
        }
    }

    private static void play(SpokenUtterance utterance, Player player, Console console) throws IOException {
        String where = player.play(utterance);
        console.result(String.format(
                java.util.Locale.ROOT,
                "%s  %s@%s  %.2f s  %s  %s",
                utterance.utteranceId(),
                utterance.voice(),
                utterance.voiceVersion(),
                utterance.seconds(),
                utterance.status(),
                where));
    }

    static String describe(SpeechFailure failure) {
        return "not spoken as it should be (" + failure.getReason() + " in " + failure.getStage() + ", "
                + failure.getSourceTopic() + "-" + failure.getSourcePartition() + "@" + failure.getSourceOffset()
                + "): "
                + failure.getDetail();
    }
}
