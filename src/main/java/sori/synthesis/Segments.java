package sori.synthesis;

import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import sori.schema.OpenText;
import sori.schema.Segment;
import sori.schema.UtteranceEnding;
import sori.schema.Word;
import sori.synthesis.UtterancePlanner.Plan;
import sori.text.Sentence;
import sori.text.SpokenWord;
import sori.text.ssml.Ssml;

/**
 * An utterance's sentences as the records in which they go out, one by one.
 *
 * @param by who speaks
 * @param options of the utterance
 * @param attempt under which they go out
 * @param source where the text event lies, or part 0
 * @param timestamp of that event, milliseconds since 1970
 */
public record Segments(
        Voices.Choice.Chosen by,
        SpeechOptions options,
        String utteranceId,
        int attempt,
        SourceOffset source,
        long timestamp) {

    /**
     * The sentences of a whole text, in order.
     *
     * @param attempt under which they go out
     * @param source where the text event lies
     * @param timestamp of the text event, milliseconds since 1970
     */
    public static List<Segment> of(
            Plan.Spoken plan, String utteranceId, int attempt, SourceOffset source, long timestamp) {
        Segments segments = new Segments(plan.by(), plan.options(), utteranceId, attempt, source, timestamp);
        return segments.last(plan.text(), 0, timestamp, UtteranceEnding.SPOKEN);
    }

    /**
     * Sentences of a text of which more may come.
     *
     * @param first number of the first of them in the utterance, from 0
     * @param readyAt timestamp of the record that made them final, milliseconds since 1970
     */
    public List<Segment> more(List<Sentence> sentences, int first, long readyAt) {
        return built(Ssml.Spoken.of(sentences), first, readyAt).stream()
                .map(Segment.Builder::build)
                .toList();
    }

    /**
     * The last sentences of a text; if there are none, a record without words that ends the utterance.
     *
     * @param first number of the first of them in the utterance, from 0
     * @param readyAt timestamp of the record that made them final, milliseconds since 1970
     */
    public List<Segment> last(List<Sentence> sentences, int first, long readyAt, UtteranceEnding ending) {
        return last(Ssml.Spoken.of(sentences), first, readyAt, ending);
    }

    /** The end of an utterance that is cancelled, in the place of one of its sentences. */
    public static Segment cancelled(Segment in) {
        return Segment.newBuilder(in)
                .setWords(List.of())
                .setLast(true)
                .setEnding(UtteranceEnding.CANCELLED)
                .build();
    }

    private List<Segment> last(Ssml.Spoken text, int first, long readyAt, UtteranceEnding ending) {
        List<Segment.Builder> all = built(text, first, readyAt);
        if (all.isEmpty()) {
            all.add(segment(List.of(), first, readyAt));
        }
        all.get(all.size() - 1).setLast(true).setEnding(ending);
        return all.stream().map(Segment.Builder::build).toList();
    }

    private List<Segment.Builder> built(Ssml.Spoken text, int first, long readyAt) {
        List<Segment.Builder> all = new ArrayList<>();
        for (int i = 0; i < text.sentences().size(); i++) {
            all.add(segment(
                            text.sentences().get(i).words().stream()
                                    .map(Segments::word)
                                    .toList(),
                            first + i,
                            readyAt)
                    .setPauseMs(text.pausesMs().get(i))
                    .setWarnings(text.warnings()));
        }
        return all;
    }

    /** The end of an open text that is cancelled. */
    public static Segment cancelled(OpenText text) {
        return end(text).setEnding(UtteranceEnding.CANCELLED).build();
    }

    /** The end of an open text that nobody can speak any further, which is reported. */
    public static Segment failed(OpenText text) {
        return end(text).setFailed(true).build();
    }

    private static Segment.Builder end(OpenText text) {
        return Segment.newBuilder()
                .setUtteranceId(text.getUtteranceId())
                .setAttempt(text.getAttempt())
                .setSegment(text.getSegments())
                .setLast(true)
                .setWords(List.of())
                .setEventTimestamp(text.getEventTimestamp())
                .setVoice(Objects.requireNonNullElse(text.getVoice(), ""))
                .setVoiceVersion(Objects.requireNonNullElse(text.getVoiceVersion(), ""))
                .setSourceTopic(text.getSourceTopic())
                .setSourcePartition(text.getSourcePartition())
                .setSourceOffset(text.getSourceOffset());
    }

    private static Word word(SpokenWord word) {
        return new Word(word.spoken(), word.punctuation(), word.sourceStart(), word.sourceEnd(), word.sense());
    }

    private Segment.Builder segment(List<Word> words, int number, long readyAt) {
        return Segment.newBuilder()
                .setUtteranceId(utteranceId)
                .setAttempt(attempt)
                .setSegment(number)
                .setLast(false)
                .setWords(words)
                .setPriority(options.priority())
                .setAheadMs(options.aheadMs())
                .setEventTimestamp(timestamp)
                .setReadyAt(readyAt)
                .setVoice(by.voice())
                .setVoiceVersion(by.version())
                .setSourceTopic(source.topic())
                .setSourcePartition(source.partition())
                .setSourceOffset(source.offset());
    }
}
