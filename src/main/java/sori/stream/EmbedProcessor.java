package sori.stream;

import java.time.Clock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.locks.LockSupport;
import org.apache.avro.specific.SpecificRecordBase;
import org.apache.kafka.common.utils.Bytes;
import org.apache.kafka.streams.processor.api.ProcessorContext;
import org.apache.kafka.streams.processor.api.Record;
import sori.schema.FailureReason;
import sori.schema.Segment;
import sori.schema.SymbolSequence;
import sori.schema.SymbolWord;
import sori.schema.Word;
import sori.text.EncodedSentence;
import sori.text.SpokenWord;
import sori.text.SymbolEncoder;
import sori.text.WordSymbols;

/** Spoken words to the indices of the voice's symbol table. */
final class EmbedProcessor extends StageProcessor<Segment, SymbolSequence> {
    private static final long VOICE_WAIT_NANOS = Duration.ofSeconds(4).toNanos();
    private static final long VOICE_POLL_NANOS = Duration.ofMillis(10).toNanos();

    private final Voices voices;
    private String givenUp = "";
    /** The version that was waited for last, and did not come. */
    private String missed = "";

    EmbedProcessor(Voices voices, List<String> next, Clock clock) {
        super(Stage.EMBED, next, clock);
        this.voices = voices;
    }

    @Override
    public void init(ProcessorContext<Bytes, SpecificRecordBase> context) {
        super.init(context);
        givenUp = "";
    }

    @Override
    public void process(Record<Bytes, Segment> record) {
        Segment segment = record.value();
        String utterance = segment.getUtteranceId() + "/" + segment.getAttempt();
        if (utterance.equals(givenUp)) {
            return; // one failure is enough
        }
        Bytes key = Keys.of(record, segment.getUtteranceId());
        Optional<Failure> failure;
        SymbolSequence.Builder sequence = started(segment);
        try {
            failure = encode(segment, sequence);
        } catch (RuntimeException e) {
            failure = Optional.of(Failure.internal(e));
        }
        if (failure.isPresent()) {
            givenUp = utterance;
            Origin origin =
                    new Origin(segment.getSourceTopic(), segment.getSourcePartition(), segment.getSourceOffset());
            fail(key, record.timestamp(), segment.getUtteranceId(), origin, failure.get());
            sequence.setFailed(true).setLast(true).setSymbols(List.of()).setWords(List.of());
        }
        emit(key, sequence.build(), record.timestamp());
    }

    private Optional<Failure> encode(Segment segment, SymbolSequence.Builder sequence) {
        try (Voices.Lease lease = voices.lease(segment.getVoice(), segment.getVoiceVersion())) {
            String id = segment.getVoice() + "@" + segment.getVoiceVersion();
            Voices.Found found = await(lease, id);
            if (found instanceof Voices.Found.Here here) {
                encode(segment, here.voice().encoder(), sequence);
                return Optional.empty();
            }
            String why = found instanceof Voices.Found.Refused refused
                    ? refused.why()
                    : "voice " + id + " did not come in time: " + ((Voices.Found.Coming) found).why();
            return Optional.of(new Failure(FailureReason.UNKNOWN_VOICE, why));
        }
    }

    /**
     * A version that just came, or that nobody has asked for before, is here in a moment. The stage keeps nothing, so it holds its
     * partition meanwhile, for less time than a transaction may stay open; a version that did not come is not waited for again.
     */
    private Voices.Found await(Voices.Lease lease, String id) {
        Voices.Found found = lease.found();
        long start = System.nanoTime();
        while (found instanceof Voices.Found.Coming
                && !id.equals(missed)
                && System.nanoTime() - start < VOICE_WAIT_NANOS) {
            LockSupport.parkNanos(VOICE_POLL_NANOS);
            found = lease.found();
        }
        missed = found instanceof Voices.Found.Coming ? id : "";
        return found;
    }

    /** A sentence as symbols. */
    static SymbolSequence encoded(Segment segment, SymbolEncoder encoder) {
        SymbolSequence.Builder sequence = started(segment);
        encode(segment, encoder, sequence);
        return sequence.build();
    }

    private static void encode(Segment segment, SymbolEncoder encoder, SymbolSequence.Builder sequence) {
        EncodedSentence encoded = encoder.encode(spoken(segment));
        List<Integer> symbols = new ArrayList<>(encoded.symbols().length);
        for (int symbol : encoded.symbols()) {
            symbols.add(symbol);
        }
        sequence.setSymbols(symbols).setUnmapped(encoded.unmapped()).setWords(places(segment, encoded));
    }

    private static List<SpokenWord> spoken(Segment segment) {
        return segment.getWords().stream()
                .map(word -> new SpokenWord(
                        word.getSpoken(), word.getPunctuation(), word.getSourceStart(), word.getSourceEnd()))
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
                .setVoice(segment.getVoice())
                .setVoiceVersion(segment.getVoiceVersion())
                .setSourceTopic(segment.getSourceTopic())
                .setSourcePartition(segment.getSourcePartition())
                .setSourceOffset(segment.getSourceOffset());
    }
}
