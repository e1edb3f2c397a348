package sori.cli;

import java.time.Duration;
import java.util.Locale;
import java.util.Optional;
import java.util.function.BooleanSupplier;
import sori.cli.options.Console;
import sori.client.SpeechReader;
import sori.client.SpeechReader.Heard;
import sori.client.SpokenUtterance;
import sori.config.Refusal;
import sori.kafka.Codecs;
import sori.kafka.KafkaAccess;
import sori.kafka.UtteranceName;
import sori.schema.AudioChunk;
import sori.schema.FailureReason;
import sori.schema.SpeechFailure;
import sori.schema.SpeechStatus;

/** Waits for one utterance as a playback service would, and tells what comes. Used by one thread. */
final class Listening implements AutoCloseable {
    private final UtteranceName name;
    private final SpeechReader reader;
    private int chunks;
    private double firstAudioSeconds;

    /**
     * What was heard.
     *
     * @param firstAudioSeconds from the event's sending to the first chunk
     * @param wholeSeconds from the event's sending to the last chunk
     */
    record Result(SpokenUtterance utterance, double firstAudioSeconds, double wholeSeconds) {
        public String summary() {
            String status = utterance.status() == SpeechStatus.OK ? "" : "  (" + utterance.status() + ")";
            return String.format(
                    Locale.ROOT,
                    "%s@%s  audio %.2f s  first audio after %.2f s  %.1f times real time%s",
                    utterance.voice(),
                    utterance.voiceVersion(),
                    utterance.seconds(),
                    firstAudioSeconds,
                    utterance.seconds() / wholeSeconds,
                    status);
        }
    }

    private Listening(UtteranceName name, SpeechReader reader) {
        this.name = name;
        this.reader = reader;
    }

    /** Hears what is said from now on. */
    static Listening open(KafkaAccess kafka, Codecs codecs, UtteranceName name) {
        return new Listening(name, SpeechReader.fromNow(kafka, codecs));
    }

    /** @param stop asked between two polls */
    Result listen(long sentNanos, Duration patience, Console console, BooleanSupplier stop) {
        while (seconds(sentNanos) < patience.toSeconds()) {
            if (stop.getAsBoolean()) {
                throw new Refusal("stopped before the speech was whole");
            }
            for (Heard heard : reader.poll(Duration.ofMillis(50))) {
                Optional<SpokenUtterance> whole = hear(heard, seconds(sentNanos), console);
                if (whole.isPresent()) {
                    return new Result(whole.get(), firstAudioSeconds, seconds(sentNanos));
                }
            }
        }
        throw new Refusal("no whole utterance within " + patience.toSeconds() + " s; " + chunks + " chunks came");
    }

    private Optional<SpokenUtterance> hear(Heard heard, double afterSeconds, Console console) {
        if (heard instanceof Heard.Chunk chunk && chunk.name().equals(name)) {
            tell(chunk.chunk(), afterSeconds, console);
        } else if (heard instanceof Heard.Failure failure
                && name.id().equals(failure.failure().getUtteranceId())) {
            onFailure(failure.failure(), console);
        } else if (heard instanceof Heard.Utterance spoken && spoken.name().equals(name)) {
            return Optional.of(spoken.utterance());
        }
        return Optional.empty();
    }

    private void tell(AudioChunk chunk, double afterSeconds, Console console) {
        if (chunks++ == 0) {
            firstAudioSeconds = afterSeconds;
        }
        double seconds = chunk.getAudio().remaining() / 2.0 / chunk.getSampleRateHz();
        double from = (double) chunk.getStartSample() / chunk.getSampleRateHz();
        console.step(String.format(
                Locale.ROOT,
                "chunk %d from speech.audio: %.2f s of audio from %.2f s%s",
                chunk.getSequence(),
                seconds,
                from,
                chunk.getLast() ? ", the last" : ""));
    }

    private static void onFailure(SpeechFailure failure, Console console) {
        if (failure.getReason() == FailureReason.CUT) {
            console.warn(PlayCommand.describe(failure));
            return;
        }
        throw new Refusal(PlayCommand.describe(failure));
    }

    private static double seconds(long sinceNanos) {
        return (System.nanoTime() - sinceNanos) / 1e9;
    }

    @Override
    public void close() {
        reader.close();
    }
}
