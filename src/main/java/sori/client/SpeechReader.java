package sori.client;

import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;
import org.apache.kafka.common.errors.WakeupException;
import org.apache.kafka.common.utils.Bytes;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import sori.kafka.Codecs;
import sori.kafka.KafkaAccess;
import sori.kafka.Topic;
import sori.kafka.TopicReader;
import sori.kafka.TopicReader.Placed;
import sori.kafka.Topics;
import sori.kafka.UtteranceName;
import sori.schema.AudioChunk;
import sori.schema.SpeechControl;
import sori.schema.SpeechFailure;

/**
 * Hears what the pipeline says, as a playback service would: chunks as they come, whole utterances, failures, and what is to be
 * heard no longer. Not thread-safe, but for {@link #wakeup}.
 */
public final class SpeechReader implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(SpeechReader.class);

    /** Months of speech. */
    private static final long LONGEST_SAMPLES = 1L << 40;

    private static final int HIGHEST_SAMPLE_RATE_HZ = 768_000;

    /** More than any stage lets in. */
    static final int LONGEST_NAME = 1000;

    private static final int MOST_MARKS = 10_000;
    private static final int MOST_WARNINGS_CHARACTERS = 10_000;

    /** What is cancelled is heard so soon, though no audio comes. */
    private static final Duration SLICE = Duration.ofMillis(10);

    /** Utterances that may hold the group's place back. */
    private static final int MOST_BEGUN = 20_000;

    private final TopicReader<AudioChunk> audio;
    private final TopicReader<SpeechFailure> failures;
    private final ControlReader control;
    private final UtteranceAssembler assembler = new UtteranceAssembler();
    private final boolean inGroup;
    private final Map<UtteranceName, Begun> begun = new LinkedHashMap<>() {
        private static final long serialVersionUID = 1;

        @Override
        protected boolean removeEldestEntry(Map.Entry<UtteranceName, Begun> eldest) {
            return size() > MOST_BEGUN;
        }
    };

    /** Where an utterance's first chunk lies. */
    private record Begun(int partition, long offset) {}

    /** What was heard. */
    public sealed interface Heard {
        /**
         * A piece of audio just came; of an attempt or sequence that may have come before, or an utterance that is cancelled.
         *
         * @param writtenAtMs its record's timestamp, milliseconds since 1970
         */
        record Chunk(UtteranceName name, AudioChunk chunk, long writtenAtMs) implements Heard {
            /** When the utterance's text event came, or else this chunk. */
            public long beganAtMs() {
                return SpeechReader.beganAtMs(chunk, writtenAtMs);
            }
        }

        /** An utterance is complete; its status tells how it went. Once for each utterance. */
        record Utterance(UtteranceName name, SpokenUtterance utterance) implements Heard {}

        /**
         * Nothing more is to be heard of some utterances, also of those that were spoken to their end and wait to be played; {@link
         * Cancellations} tells which. Their chunks may still come.
         *
         * @param utteranceId of the only one; absent: all of the key whose text events are not younger
         * @param timeMs of the wish, milliseconds since 1970
         */
        record Cancelled(Bytes key, Optional<String> utteranceId, long timeMs) implements Heard {
            Optional<UtteranceName> utterance() {
                return utteranceId.map(id -> new UtteranceName(key, id));
            }
        }

        /** What had come of an utterance that is cancelled; stands behind {@link Cancelled}, in the place of {@link Utterance}. */
        record Half(UtteranceName name, HalfHeard speech) implements Heard {}

        /** Something could not be spoken, or not as it should. */
        record Failure(SpeechFailure failure) implements Heard {}
    }

    private SpeechReader(
            TopicReader<AudioChunk> audio,
            TopicReader<SpeechFailure> failures,
            ControlReader control,
            boolean inGroup) {
        this.audio = audio;
        this.failures = failures;
        this.control = control;
        this.inGroup = inGroup;
    }

    /** Hears everything that is said after this call returns. The topics must exist, but for that of what is cancelled. */
    public static SpeechReader fromNow(KafkaAccess kafka) {
        return fromNow(kafka, Codecs.AVRO);
    }

    /** The same where records are framed in another way. */
    public static SpeechReader fromNow(KafkaAccess kafka, Codecs codecs) {
        return new SpeechReader(
                TopicReader.fromNow(kafka, Topics.AUDIO.framed(codecs)),
                TopicReader.fromNow(kafka, Topics.FAILURES.framed(codecs)),
                ControlReader.fromNow(kafka, Topics.CONTROL.framed(codecs)),
                false);
    }

    /** Hears everything that the topics still hold. */
    public static SpeechReader fromBeginning(KafkaAccess kafka) {
        return fromBeginning(kafka, Topics.AUDIO, Topics.FAILURES, Topics.CONTROL);
    }

    /** Hears everything that topics with other than the usual names still hold. */
    public static SpeechReader fromBeginning(
            KafkaAccess kafka, Topic<AudioChunk> audio, Topic<SpeechFailure> failures, Topic<SpeechControl> control) {
        return new SpeechReader(
                TopicReader.fromBeginning(kafka, audio),
                TopicReader.fromBeginning(kafka, failures),
                ControlReader.fromBeginning(kafka, control),
                false);
    }

    /** Goes on where the group left off; call {@link #commit} after what was heard is dealt with. */
    public static SpeechReader inGroup(KafkaAccess kafka, String group) {
        return inGroup(kafka, group, Codecs.AVRO);
    }

    /** The same where records are framed in another way. */
    public static SpeechReader inGroup(KafkaAccess kafka, String group, Codecs codecs) {
        return new SpeechReader(
                TopicReader.inGroup(kafka, Topics.AUDIO.framed(codecs), group),
                TopicReader.inGroup(kafka, Topics.FAILURES.framed(codecs), group + "-failures"),
                ControlReader.fromBeginning(kafka, Topics.CONTROL.framed(codecs)),
                true);
    }

    /**
     * What came since the last call, waiting at most {@code wait} for audio or something that is cancelled; a chunk stands before its
     * utterance.
     */
    public List<Heard> poll(Duration wait) {
        List<Heard> heard = new ArrayList<>();
        long deadline = System.nanoTime() + wait.toNanos();
        do {
            control.poll().forEach(cancelled -> hear(cancelled, heard));
            Duration left = Duration.ofNanos(Math.max(0, deadline - System.nanoTime()));
            Duration slice = !heard.isEmpty() ? Duration.ZERO : left.compareTo(SLICE) < 0 ? left : SLICE;
            audio.pollPlaced(slice).forEach(placed -> hear(placed, heard));
        } while (heard.isEmpty() && System.nanoTime() - deadline < 0);
        for (SpeechFailure failure : failures.poll(Duration.ZERO)) {
            heard.add(new Heard.Failure(failure));
        }
        return heard;
    }

    private void hear(Heard.Cancelled cancelled, List<Heard> heard) {
        heard.add(cancelled);
        heard.addAll(assembler.cancel(cancelled));
    }

    private void hear(Placed<AudioChunk> placed, List<Heard> heard) {
        AudioChunk chunk = placed.value();
        if (!isSound(chunk)) {
            LOG.warn(
                    "{}-{}@{} is no piece of speech and is passed over",
                    Topics.AUDIO.name(),
                    placed.partition(),
                    placed.offset());
            return;
        }
        UtteranceName name = UtteranceName.of(placed.key(), chunk.getUtteranceId());
        // One that begins in its middle never becomes whole, and must not hold the group's place back.
        if (inGroup && chunk.getSequence() == 0) {
            begun.putIfAbsent(name, new Begun(placed.partition(), placed.offset()));
        }
        heard.add(new Heard.Chunk(name, chunk, placed.timestampMs()));
        assembler
                .add(placed.key(), chunk, placed.timestampMs())
                .ifPresent(utterance -> heard.add(new Heard.Utterance(name, utterance)));
    }

    /** An utterance's first chunk tells when its text event came; those of earlier releases only when they were written. */
    static long beganAtMs(AudioChunk first, long writtenAtMs) {
        Long event = first.getEventTimestamp();
        return event == null ? writtenAtMs : event;
    }

    /** Whoever may write audio may write anything; what a player reckons with must not overflow, nor fill its heap. */
    static boolean isSound(AudioChunk chunk) {
        return chunk.getSequence() >= 0
                && chunk.getAttempt() >= 0
                && chunk.getStartSample() >= 0
                && chunk.getStartSample() < LONGEST_SAMPLES
                && chunk.getSampleRateHz() > 0
                && chunk.getSampleRateHz() <= HIGHEST_SAMPLE_RATE_HZ
                && chunk.getAudio().remaining() % Short.BYTES == 0
                && Stream.of(chunk.getUtteranceId(), chunk.getVoice(), chunk.getVoiceVersion(), chunk.getSourceTopic())
                        .allMatch(name -> name.length() <= LONGEST_NAME)
                && chunk.getMarks().size() <= MOST_MARKS
                && chunk.getWarnings().stream()
                                .mapToLong(warning -> warning.length() + 1L)
                                .sum()
                        <= MOST_WARNINGS_CHARACTERS;
    }

    /** While paused, {@link #poll} keeps the reader in its group and hears failures only. */
    public void pause(boolean paused) {
        audio.pause(paused);
    }

    /**
     * Commits the group's place, but not beyond an utterance that is half heard: a restart hears that from its beginning.
     *
     * @param unfinished utterances that are not dealt with though they may be whole
     */
    public void commit(Set<UtteranceName> unfinished) {
        Set<UtteranceName> incomplete = assembler.incomplete();
        begun.keySet().removeIf(name -> !incomplete.contains(name) && !unfinished.contains(name));
        Map<Integer, Long> notBeyond = new HashMap<>();
        begun.values().forEach(first -> notBeyond.merge(first.partition(), first.offset(), Math::min));
        audio.commit(notBeyond);
        failures.commit();
    }

    /** Makes a {@link #poll} under way in another thread throw {@link WakeupException}. */
    public void wakeup() {
        audio.wakeup();
    }

    @Override
    public void close() {
        audio.close();
        failures.close();
        control.close();
    }
}
