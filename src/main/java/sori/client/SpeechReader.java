package sori.client;

import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Stream;
import org.apache.kafka.common.errors.WakeupException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import sori.kafka.KafkaAccess;
import sori.kafka.Topic;
import sori.kafka.TopicReader;
import sori.kafka.TopicReader.Placed;
import sori.kafka.Topics;
import sori.kafka.UtteranceName;
import sori.schema.AudioChunk;
import sori.schema.SpeechFailure;

/**
 * Hears what the pipeline says, as a playback service would: chunks as they come, whole utterances, and failures. Not
 * thread-safe, but for {@link #wakeup}.
 */
public final class SpeechReader implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(SpeechReader.class);

    /** Months of speech. */
    private static final long LONGEST_SAMPLES = 1L << 40;

    private static final int HIGHEST_SAMPLE_RATE_HZ = 768_000;

    /** More than any stage lets in. */
    private static final int LONGEST_NAME = 1000;

    private static final int MOST_MARKS = 10_000;
    private static final int MOST_WARNINGS_CHARACTERS = 10_000;

    /** Utterances that may hold the group's place back. */
    private static final int MOST_BEGUN = 20_000;

    private final TopicReader<AudioChunk> audio;
    private final TopicReader<SpeechFailure> failures;
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
        /** A piece of audio just came; of an attempt or sequence that may have come before. */
        record Chunk(UtteranceName name, AudioChunk chunk) implements Heard {}

        /** An utterance is complete; its status tells how it went. Once for each utterance. */
        record Utterance(UtteranceName name, SpokenUtterance utterance) implements Heard {}

        /** Something could not be spoken, or not as it should. */
        record Failure(SpeechFailure failure) implements Heard {}
    }

    private SpeechReader(TopicReader<AudioChunk> audio, TopicReader<SpeechFailure> failures, boolean inGroup) {
        this.audio = audio;
        this.failures = failures;
        this.inGroup = inGroup;
    }

    /** Hears everything that is said after this call returns. The topics must exist. */
    public static SpeechReader fromNow(KafkaAccess kafka) {
        return new SpeechReader(
                TopicReader.fromNow(kafka, Topics.AUDIO), TopicReader.fromNow(kafka, Topics.FAILURES), false);
    }

    /** Hears everything that the topics still hold. */
    public static SpeechReader fromBeginning(KafkaAccess kafka) {
        return fromBeginning(kafka, Topics.AUDIO, Topics.FAILURES);
    }

    /** Hears everything that topics with other than the usual names still hold. */
    public static SpeechReader fromBeginning(
            KafkaAccess kafka, Topic<AudioChunk> audio, Topic<SpeechFailure> failures) {
        return new SpeechReader(
                TopicReader.fromBeginning(kafka, audio), TopicReader.fromBeginning(kafka, failures), false);
    }

    /** Goes on where the group left off; call {@link #commit} after what was heard is dealt with. */
    public static SpeechReader inGroup(KafkaAccess kafka, String group) {
        return new SpeechReader(
                TopicReader.inGroup(kafka, Topics.AUDIO, group),
                TopicReader.inGroup(kafka, Topics.FAILURES, group + "-failures"),
                true);
    }

    /** What came since the last call, waiting at most {@code wait} for audio; a chunk stands before its utterance. */
    public List<Heard> poll(Duration wait) {
        List<Heard> heard = new ArrayList<>();
        for (Placed<AudioChunk> placed : audio.pollPlaced(wait)) {
            AudioChunk chunk = placed.value();
            if (!isSound(chunk)) {
                LOG.warn(
                        "{}-{}@{} is no piece of speech and is passed over",
                        Topics.AUDIO.name(),
                        placed.partition(),
                        placed.offset());
                continue;
            }
            UtteranceName name = UtteranceName.of(placed.key(), chunk.getUtteranceId());
            // One that begins in its middle never becomes whole, and must not hold the group's place back.
            if (inGroup && chunk.getSequence() == 0) {
                begun.putIfAbsent(name, new Begun(placed.partition(), placed.offset()));
            }
            heard.add(new Heard.Chunk(name, chunk));
            assembler.add(placed.key(), chunk).ifPresent(utterance -> heard.add(new Heard.Utterance(name, utterance)));
        }
        for (SpeechFailure failure : failures.poll(Duration.ZERO)) {
            heard.add(new Heard.Failure(failure));
        }
        return heard;
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
    }
}
