package sori.cli;

import java.io.IOException;
import java.io.InputStream;
import java.time.Duration;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import sori.cli.options.Cluster;
import sori.cli.options.Console;
import sori.cli.options.StopSignal;
import sori.client.LiveText;
import sori.client.SpeechPublisher;
import sori.client.SpeechReader;
import sori.client.SpeechReader.Heard;
import sori.config.Refusal;
import sori.kafka.Codecs;
import sori.kafka.Topics;
import sori.kafka.UtteranceName;
import sori.player.Player;
import sori.player.Player.Played;
import sori.schema.FailureReason;
import sori.schema.SpeechFailure;
import sori.schema.TextEvent;

/** One utterance that is heard while it is written. Used by one thread. */
final class LiveSaying {
    private static final Duration POLL = Duration.ofMillis(20);

    /** Longer than a pipeline needs to stop when it is told. */
    private static final Duration LAST_WORD = Duration.ofSeconds(3);

    /** With these the utterance goes on. */
    private static final Set<FailureReason> SPOKEN_ALL_THE_SAME =
            EnumSet.of(FailureReason.CUT, FailureReason.PART_MISSING, FailureReason.PART_REFUSED);

    private final Cluster cluster;
    private final Codecs codecs;
    private final RunningPipeline pipeline;
    private final Player player;
    private final Console console;
    private final StopSignal stop;

    /** @param player the caller's; hears the utterance */
    LiveSaying(
            Cluster cluster, Codecs codecs, RunningPipeline pipeline, Player player, Console console, StopSignal stop) {
        this.cluster = cluster;
        this.codecs = codecs;
        this.pipeline = pipeline;
        this.player = player;
        this.console = console;
        this.stop = stop;
    }

    /**
     * Speaks what is written, to its end; Ctrl-C cancels it.
     *
     * @param utterance everything but its text; its id is its key
     * @param patience from the text's end to the first sound
     * @return what became of it; nothing when nothing was written
     */
    Optional<Played> speak(TextEvent utterance, InputStream in, Duration patience) throws IOException {
        String id = utterance.getUtteranceId();
        try (SpeechReader reader = SpeechReader.fromNow(cluster.access(), codecs);
                SpeechPublisher publisher = new SpeechPublisher(cluster.access(), codecs);
                LiveText text = publisher.publishLive(utterance, Optional.empty())) {
            LiveInput input = LiveInput.reading(in);
            Ears ears = new Ears(UtteranceName.of(id, id), reader);
            console.step("write, and hear it; Ctrl-D ends the text, Ctrl-C cancels it");
            boolean writing = true;
            long endNanos = System.nanoTime();
            while (!stop.requested()) {
                pipeline.check();
                if (writing && !input.pass(LiveInput.Text.of(text), POLL)) {
                    text.close();
                    writing = false;
                    endNanos = System.nanoTime();
                }
                Optional<Played> done = ears.hear();
                if (done.isPresent() || !writing && text.parts() == 0) {
                    return done;
                }
                if (!writing && !ears.began && System.nanoTime() - endNanos > patience.toNanos()) {
                    throw new Refusal("nothing was heard within " + patience.toSeconds() + " s");
                }
            }
            return cancel(ears, publisher);
        }
    }

    private Optional<Played> cancel(Ears ears, SpeechPublisher publisher) throws IOException {
        if (!cluster.has(Topics.CONTROL)) {
            throw new Refusal("stopped before the speech was whole");
        }
        String id = ears.name.id();
        publisher.cancel(id, Optional.of(id), "Ctrl-C").join();
        // Silence first; the pipeline's last word can wait.
        Heard wish = new Heard.Cancelled(ears.name.key(), Optional.of(id), System.currentTimeMillis());
        Optional<Played> done = player.play(List.of(wish)).stream().findFirst();
        long deadline = System.nanoTime() + LAST_WORD.toNanos();
        while (ears.began && !ears.ended && System.nanoTime() - deadline < 0) {
            Optional<Played> more = ears.hear();
            done = done.or(() -> more);
        }
        return done;
    }

    /** Hears one utterance among all. */
    private final class Ears {
        private final UtteranceName name;
        private final SpeechReader reader;
        private boolean began;
        private boolean ended;

        private Ears(UtteranceName name, SpeechReader reader) {
            this.name = name;
            this.reader = reader;
        }

        /** What has become of it, once that is known. */
        private Optional<Played> hear() throws IOException {
            List<Heard> its = new ArrayList<>();
            for (Heard heard : reader.poll(POLL)) {
                if (heard instanceof Heard.Failure failure) {
                    onFailure(failure.failure());
                } else if (isIts(heard)) {
                    its.add(heard);
                }
            }
            return player.play(its).stream().findFirst();
        }

        private boolean isIts(Heard heard) {
            if (heard instanceof Heard.Chunk chunk && chunk.name().equals(name)) {
                began = true;
                ended |= chunk.chunk().getLast();
                return true;
            }
            return heard instanceof Heard.Utterance whole && whole.name().equals(name)
                    || heard instanceof Heard.Half half && half.name().equals(name)
                    || heard instanceof Heard.Cancelled cancelled
                            && cancelled.key().equals(name.key());
        }

        private void onFailure(SpeechFailure failure) {
            if (name.id().equals(failure.getUtteranceId())) {
                if (!SPOKEN_ALL_THE_SAME.contains(failure.getReason())) {
                    throw new Refusal(PlayCommand.describe(failure));
                }
                console.warn(PlayCommand.describe(failure));
            }
        }
    }
}
