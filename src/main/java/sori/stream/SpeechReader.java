package sori.stream;

import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.apache.kafka.common.errors.WakeupException;
import sori.schema.AudioChunk;
import sori.schema.SpeechFailure;
import sori.stream.TopicReader.Placed;

/**
 * Hears what the pipeline says, as a playback service would: chunks as they come, whole utterances, and failures. Not
 * thread-safe, but for {@link #wakeup}.
 */
public final class SpeechReader implements AutoCloseable {
    private final TopicReader<AudioChunk> audio;
    private final TopicReader<SpeechFailure> failures;
    private final UtteranceAssembler assembler = new UtteranceAssembler();
    private final Map<String, Placed<AudioChunk>> begun = new HashMap<>();

    /** What was heard. */
    public sealed interface Heard {
        /** A piece of audio just came; of an attempt or sequence that may have come before. */
        record Chunk(AudioChunk chunk) implements Heard {}

        /** An utterance is complete; its status tells how it went. Once for each utterance. */
        record Utterance(SpokenUtterance utterance) implements Heard {}

        /** Something could not be spoken, or not as it should. */
        record Failure(SpeechFailure failure) implements Heard {}
    }

    private SpeechReader(TopicReader<AudioChunk> audio, TopicReader<SpeechFailure> failures) {
        this.audio = audio;
        this.failures = failures;
    }

    /** Hears everything that is said after this call returns. The topics must exist. */
    public static SpeechReader fromNow(KafkaAccess kafka) {
        return new SpeechReader(TopicReader.fromNow(kafka, Topics.AUDIO), TopicReader.fromNow(kafka, Topics.FAILURES));
    }

    /** Hears everything that the topics still hold. */
    public static SpeechReader fromBeginning(KafkaAccess kafka) {
        return fromBeginning(kafka, Topics.AUDIO, Topics.FAILURES);
    }

    /** Hears everything that topics with other than the usual names still hold. */
    public static SpeechReader fromBeginning(
            KafkaAccess kafka, Topic<AudioChunk> audio, Topic<SpeechFailure> failures) {
        return new SpeechReader(TopicReader.fromBeginning(kafka, audio), TopicReader.fromBeginning(kafka, failures));
    }

    /** Goes on where the group left off; call {@link #commit} after what was heard is dealt with. */
    public static SpeechReader inGroup(KafkaAccess kafka, String group) {
        return new SpeechReader(
                TopicReader.inGroup(kafka, Topics.AUDIO, group),
                TopicReader.inGroup(kafka, Topics.FAILURES, group + "-failures"));
    }

    /** What came since the last call, waiting at most {@code wait} for audio; a chunk stands before its utterance. */
    public List<Heard> poll(Duration wait) {
        List<Heard> heard = new ArrayList<>();
        for (Placed<AudioChunk> placed : audio.pollPlaced(wait)) {
            AudioChunk chunk = placed.value();
            begun.putIfAbsent(chunk.getUtteranceId(), placed);
            heard.add(new Heard.Chunk(chunk));
            assembler.add(chunk).ifPresent(utterance -> heard.add(new Heard.Utterance(utterance)));
        }
        for (SpeechFailure failure : failures.poll(Duration.ZERO)) {
            heard.add(new Heard.Failure(failure));
        }
        begun.keySet().retainAll(assembler.incomplete());
        return heard;
    }

    /** Commits the group's place, but not beyond an utterance that is half heard: a restart hears that from its beginning. */
    public void commit() {
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
