package sori.synthesis;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import sori.acoustic.AcousticRequest;
import sori.schema.FailureReason;
import sori.schema.Segment;
import sori.schema.SymbolSequence;
import sori.schema.SymbolWord;
import sori.schema.UtteranceEnding;
import sori.schema.Word;
import sori.text.EncodedSentence;
import sori.text.SpokenWord;
import sori.text.SymbolEncoder;
import sori.text.WordSymbols;

/** A sentence's spoken words as indices of a voice's symbol table. Stateless. */
public final class SegmentEncoding {
    private SegmentEncoding() {}

    /** A sentence as symbols, with its words' places among them and in the text. */
    public static SymbolSequence encoded(Segment segment, SymbolEncoder encoder) {
        if (segment.getWords().isEmpty()) {
            return started(segment).setSymbols(List.of()).setWords(List.of()).build(); // an end, and no more
        }
        EncodedSentence encoded = encoder.encode(spoken(segment));
        List<Integer> symbols = new ArrayList<>(encoded.symbols().length);
        for (int symbol : encoded.symbols()) {
            symbols.add(symbol);
        }
        return started(segment)
                .setSymbols(symbols)
                .setUnmapped(encoded.unmapped())
                .setWords(places(segment, encoded))
                .build();
    }

    /** Why no engine would take it: a sentence can be within its bounds and its symbols are not, with phones given by hand. */
    public static Optional<Failure> tooLarge(SymbolSequence sequence) {
        int symbols = sequence.getSymbols().size();
        String detail = "sentence " + sequence.getSegment() + " has " + symbols + " symbols, the limit is "
                + AcousticRequest.MAX_SYMBOLS;
        return symbols <= AcousticRequest.MAX_SYMBOLS
                ? Optional.empty()
                : Optional.of(new Failure(FailureReason.TOO_LARGE, detail));
    }

    /** The end of an utterance that goes no further. */
    public static SymbolSequence failed(Segment segment) {
        return started(segment)
                .setFailed(true)
                .setLast(true)
                .setSymbols(List.of())
                .setWords(List.of())
                .build();
    }

    /** The end of an utterance that is cancelled. */
    public static SymbolSequence cancelled(Segment segment) {
        return started(segment)
                .setLast(true)
                .setEnding(UtteranceEnding.CANCELLED)
                .setSymbols(List.of())
                .setWords(List.of())
                .build();
    }

    /** A sentence less what takes memory. */
    public static Segment bare(Segment segment) {
        return Segment.newBuilder(segment).setWords(List.of()).build();
    }

    private static List<SpokenWord> spoken(Segment segment) {
        return segment.getWords().stream()
                .map(word -> new SpokenWord(
                        word.getSpoken(),
                        word.getPunctuation(),
                        word.getSourceStart(),
                        word.getSourceEnd(),
                        word.getSense()))
                .toList();
    }

    private static List<SymbolWord> places(Segment segment, EncodedSentence encoded) {
        List<SymbolWord> places = new ArrayList<>();
        for (WordSymbols place : encoded.words()) {
            Word word = segment.getWords().get(place.wordIndex());
            places.add(
                    new SymbolWord(place.firstSymbol(), place.endSymbol(), word.getSourceStart(), word.getSourceEnd()));
        }
        return places;
    }

    private static SymbolSequence.Builder started(Segment segment) {
        return SymbolSequence.newBuilder()
                .setUtteranceId(segment.getUtteranceId())
                .setAttempt(segment.getAttempt())
                .setSegment(segment.getSegment())
                .setLast(segment.getLast())
                .setPauseMs(segment.getPauseMs())
                .setWarnings(segment.getWarnings())
                .setEnding(segment.getEnding())
                .setPriority(segment.getPriority())
                .setAheadMs(segment.getAheadMs())
                .setEventTimestamp(segment.getEventTimestamp())
                .setReadyAt(segment.getReadyAt())
                .setVoice(segment.getVoice())
                .setVoiceVersion(segment.getVoiceVersion())
                .setSourceTopic(segment.getSourceTopic())
                .setSourcePartition(segment.getSourcePartition())
                .setSourceOffset(segment.getSourceOffset());
    }
}
