package sori.synthesis;

import java.util.ArrayList;
import java.util.List;
import sori.schema.Segment;
import sori.schema.UtteranceEnding;
import sori.schema.Word;
import sori.synthesis.UtterancePlanner.Plan;
import sori.text.Sentence;

/** A planned text as the sentences that are spoken one by one. Stateless. */
public final class Segments {
    private Segments() {}

    /**
     * The sentences of a text, in order.
     *
     * @param attempt under which they go out
     * @param source where the text event lies
     * @param timestamp of the text event, milliseconds since 1970
     */
    public static List<Segment> of(
            Plan.Spoken plan, String utteranceId, int attempt, SourceOffset source, long timestamp) {
        List<Sentence> sentences = plan.text().sentences();
        List<Segment> segments = new ArrayList<>();
        for (int i = 0; i < sentences.size(); i++) {
            segments.add(segment(sentences.get(i), plan, source)
                    .setUtteranceId(utteranceId)
                    .setAttempt(attempt)
                    .setSegment(i)
                    .setPauseMs(plan.text().pausesMs().get(i))
                    .setWarnings(plan.text().warnings())
                    .setLast(i == sentences.size() - 1)
                    .setEventTimestamp(timestamp)
                    .setReadyAt(timestamp)
                    .build());
        }
        return segments;
    }

    /** The end of an utterance that is cancelled, in the place of one of its sentences. */
    public static Segment cancelled(Segment in) {
        return Segment.newBuilder(in)
                .setWords(List.of())
                .setLast(true)
                .setEnding(UtteranceEnding.CANCELLED)
                .build();
    }

    private static Segment.Builder segment(Sentence sentence, Plan.Spoken plan, SourceOffset source) {
        List<Word> words = sentence.words().stream()
                .map(word -> new Word(word.spoken(), word.punctuation(), word.sourceStart(), word.sourceEnd()))
                .toList();
        return Segment.newBuilder()
                .setWords(words)
                .setPriority(plan.options().priority())
                .setAheadMs(plan.options().aheadMs())
                .setVoice(plan.by().voice())
                .setVoiceVersion(plan.by().version())
                .setSourceTopic(source.topic())
                .setSourcePartition(source.partition())
                .setSourceOffset(source.offset());
    }
}
