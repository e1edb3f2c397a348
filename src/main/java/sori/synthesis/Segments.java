package sori.synthesis;

import java.util.ArrayList;
import java.util.List;
import sori.schema.Segment;
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
     */
    public static List<Segment> of(Plan.Spoken plan, String utteranceId, int attempt, SourceOffset source) {
        List<Sentence> sentences = plan.text().sentences();
        List<Segment> segments = new ArrayList<>();
        for (int i = 0; i < sentences.size(); i++) {
            segments.add(segment(sentences.get(i), plan.by(), source)
                    .setUtteranceId(utteranceId)
                    .setAttempt(attempt)
                    .setSegment(i)
                    .setPauseMs(plan.text().pausesMs().get(i))
                    .setWarnings(plan.text().warnings())
                    .setLast(i == sentences.size() - 1)
                    .build());
        }
        return segments;
    }

    private static Segment.Builder segment(Sentence sentence, Voices.Choice.Chosen by, SourceOffset source) {
        List<Word> words = sentence.words().stream()
                .map(word -> new Word(word.spoken(), word.punctuation(), word.sourceStart(), word.sourceEnd()))
                .toList();
        return Segment.newBuilder()
                .setWords(words)
                .setVoice(by.voice())
                .setVoiceVersion(by.version())
                .setSourceTopic(source.topic())
                .setSourcePartition(source.partition())
                .setSourceOffset(source.offset());
    }
}
