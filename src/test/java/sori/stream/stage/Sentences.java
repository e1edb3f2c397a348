package sori.stream.stage;

import java.util.List;
import sori.schema.SymbolSequence;

/** Sentences as {@code embed} writes them, of the version of {@link FakeVoices} that speaks. */
public final class Sentences {
    private Sentences() {}

    /** One to be changed where a test asks for more: four symbols and no words. */
    public static SymbolSequence.Builder sentence(String id, int segment, boolean last) {
        return SymbolSequence.newBuilder()
                .setUtteranceId(id)
                .setSegment(segment)
                .setLast(last)
                .setSymbols(List.of(11 + segment, 12, 13, 1))
                .setWords(List.of())
                .setVoice("fake")
                .setVoiceVersion("1")
                .setSourceTopic("speech.text")
                .setSourcePartition(0)
                .setSourceOffset(7);
    }
}
