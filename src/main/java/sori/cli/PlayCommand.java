package sori.cli;

import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;
import sori.cli.options.Cluster;
import sori.cli.options.Console;
import sori.cli.options.KafkaOptions;
import sori.cli.options.StopSignal;
import sori.cli.options.WireOptions;
import sori.client.SpeechReader;
import sori.client.SpeechReader.Heard;
import sori.cluster.AccessPlan;
import sori.cluster.ClusterCheck;
import sori.cluster.TopicPlan;
import sori.cluster.TopicSettings;
import sori.kafka.Topics;
import sori.player.Player;
import sori.player.Player.Played;
import sori.schema.SpeechFailure;
import sori.topology.TopologyFile;

@Command(name = "play", description = "Play what is spoken: to the loudspeaker, or into one WAV file per utterance.")
final class PlayCommand implements Callable<Integer> {
    /** The loudspeaker's buffer must not run empty between two polls. */
    private static final Duration POLL = Duration.ofMillis(50);

    /** A pipeline that was killed speaks on within about this time. */
    static final Duration PATIENCE = Duration.ofSeconds(15);

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

    @Option(
            names = "--count",
            paramLabel = "N",
            description = "End when N utterances or more are played. Default: until Ctrl-C.")
    private int count;

    @Mixin
    private KafkaOptions kafka;

    @Mixin
    private WireOptions wire;

    @Override
    public Integer call() throws IOException {
        Console console = new Console(spec);
        try (StopSignal stop = StopSignal.install();
                Player player = player();
                Cluster cluster = kafka.open(console)) {
            ClusterCheck.refuseWithout(
                    AccessPlan.ofListener(List.of(TopologyFile.SPEECH.withControl())), cluster.access());
            cluster.create(TopicPlan.ofTopics(TopicSettings.DEFAULT, List.of(Topics.AUDIO, Topics.FAILURES)));
            try (SpeechReader reader = SpeechReader.inGroup(cluster.access(), group, wire.codecs(cluster.access()))) {
                console.step("listening to speech.audio; Ctrl-C ends it");
                listen(reader, player, console, stop);
            }
            if (!stop.requested()) {
                player.drain();
            }
        }
        return 0;
    }

    private Player player() throws IOException {
        return out == null ? Player.loudspeaker(PATIENCE) : Player.files(out);
    }

    private void listen(SpeechReader reader, Player player, Console console, StopSignal stop) throws IOException {
        int played = 0;
        while (!stop.requested() && (count <= 0 || played < count)) {
            reader.pause(player.isFull());
            List<Heard> heard = reader.poll(POLL);
            List<Played> done = player.play(heard);
            done.forEach(each -> console.result(describe(each)));
            played += done.size();
            boolean failed = false;
            for (Heard each : heard) {
                if (each instanceof Heard.Failure failure) {
                    console.warn(describe(failure.failure()));
                    failed = true;
                }
            }
            if (failed || !done.isEmpty()) {
                reader.commit(player.unfinished());
            }
        }
    }

    static String describe(Played played) {
        return String.format(
                Locale.ROOT,
                "%s  %s  %.2f s  %s  %s",
                played.utteranceId(),
                played.voice(),
                played.seconds(),
                played.status(),
                played.where());
    }

    static String describe(SpeechFailure failure) {
        return "not spoken as it should be (" + failure.getReason() + " in " + failure.getStage() + ", "
                + failure.getSourceTopic() + "-" + failure.getSourcePartition() + "@" + failure.getSourceOffset()
                + "): "
                + failure.getDetail();
    }
}
