package sori.stream.intake;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.FloatBuffer;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Supplier;
import org.apache.avro.specific.SpecificRecordBase;
import sori.acoustic.AcousticRequest;
import sori.acoustic.FrameBound;
import sori.schema.FailureReason;
import sori.schema.MelChunk;
import sori.schema.MelStatus;
import sori.schema.MelWord;
import sori.schema.Segment;
import sori.schema.SymbolSequence;
import sori.schema.SymbolWord;
import sori.schema.Word;
import sori.synthesis.Failure;
import sori.text.ssml.Ssml;

/**
 * What a decoded record of a topic between two stages may say, whoever wrote it: numbers within bounds, spans and sizes that fit
 * each other. In the place of one that says anything else goes the end of its utterance; one whose place in its utterance cannot be told goes
 * no further. Stateless.
 */
final class Intake {
    /** As many sentences as the longest text could have. */
    static final int SEGMENTS_MAX = 100_000;

    static final int ATTEMPTS_MAX = 1_000_000;

    /** Spoken characters of a sentence; the normalize stage makes sentences of some 200. */
    static final int SPOKEN_MAX = 4 * AcousticRequest.MAX_SYMBOLS;

    private static final int PUNCTUATION_MAX = 16;

    private static final int SENSE_MAX = 64;
    private static final int NAME_MAX = 250;

    /** A text event's SSML makes a third of that at most. */
    private static final int WARNINGS_MAX_CHARACTERS = 8192;

    static final int FRAMES_MAX = 8192;
    private static final int MELS_MAX = 1024;

    /** Natural logarithm of more than any mel band of a sound holds; its square is still a number. */
    private static final float LOG_MEL_MAX = 40;

    private static final int NO_PAUSE = -1;

    /**
     * What became of a record.
     *
     * @param failure what is wrong with it, if anything is
     * @param goesOn the record, or its utterance's end; empty if neither has a place
     */
    record Checked<V>(Optional<Failure> failure, Optional<V> goesOn) {
        static <V> Checked<V> sound(V value) {
            return new Checked<>(Optional.empty(), Optional.of(value));
        }
    }

    private final String what;
    private final List<Failure> failures = new ArrayList<>(1);

    private Intake(SpecificRecordBase value) {
        what = "the " + value.getSchema().getName() + "'s ";
    }

    static Checked<Segment> segment(Segment segment) {
        Intake intake = new Intake(segment);
        boolean placed = intake.placed(segment, segment.getAttempt(), segment.getSegment());
        intake.common(segment.getVoice(), segment.getVoiceVersion(), segment.getPauseMs(), segment.getWarnings());
        intake.live(segment.getAheadMs());
        intake.words(segment);
        return intake.checked(
                segment,
                placed,
                () -> Segment.newBuilder(segment)
                        .setWords(List.of())
                        .setFailed(true)
                        .setPauseMs(NO_PAUSE)
                        .setWarnings(List.of())
                        .setLast(true)
                        .build());
    }

    static Checked<SymbolSequence> symbols(SymbolSequence sequence) {
        Intake intake = new Intake(sequence);
        boolean placed = intake.placed(sequence, sequence.getAttempt(), sequence.getSegment());
        intake.common(sequence.getVoice(), sequence.getVoiceVersion(), sequence.getPauseMs(), sequence.getWarnings());
        intake.live(sequence.getAheadMs());
        intake.symbolsAndWords(sequence);
        return intake.checked(
                sequence,
                placed,
                () -> SymbolSequence.newBuilder(sequence)
                        .setSymbols(List.of())
                        .setWords(List.of())
                        .setUnmapped(0)
                        .setPauseMs(NO_PAUSE)
                        .setWarnings(List.of())
                        .setFailed(true)
                        .setLast(true)
                        .build());
    }

    static Checked<MelChunk> mel(MelChunk chunk) {
        Intake intake = new Intake(chunk);
        boolean placed = intake.placed(chunk, chunk.getAttempt(), chunk.getSegment())
                && intake.within("frameOffset", chunk.getFrameOffset(), FrameBound.frames(AcousticRequest.MAX_SYMBOLS));
        intake.common(chunk.getVoice(), chunk.getVoiceVersion(), chunk.getPauseMs(), chunk.getWarnings());
        intake.live(chunk.getAheadMs());
        intake.frames(chunk);
        return intake.checked(
                chunk,
                placed,
                () -> MelChunk.newBuilder(chunk)
                        .setFrames(0)
                        .setMels(0)
                        .setMel(ByteBuffer.allocate(0))
                        .setAttended(List.of())
                        .setWords(List.of())
                        .setUnmapped(0)
                        .setPauseMs(NO_PAUSE)
                        .setWarnings(List.of())
                        .setStatus(MelStatus.FAILED)
                        .setEndOfSegment(true)
                        .setLast(true)
                        .build());
    }

    private <V> Checked<V> checked(V value, boolean placed, Supplier<V> end) {
        if (failures.isEmpty()) {
            return Checked.sound(value);
        }
        return new Checked<>(Optional.of(failures.get(0)), placed ? Optional.of(end.get()) : Optional.empty());
    }

    /** Whether the record's utterance and place in it, and the event behind it, can be told. */
    private boolean placed(SpecificRecordBase value, int attempt, int segment) {
        String topic = String.valueOf(value.get("sourceTopic"));
        return require(!String.valueOf(value.get("utteranceId")).isEmpty(), "utteranceId is empty")
                && within("attempt", attempt, ATTEMPTS_MAX)
                && within("segment", segment, SEGMENTS_MAX - 1)
                && within("sourceTopic's length", topic.length(), NAME_MAX)
                && require((int) value.get("sourcePartition") >= 0, "sourcePartition is negative")
                && require((long) value.get("sourceOffset") >= 0, "sourceOffset is negative");
    }

    private void common(String voice, String version, int pauseMs, List<String> warnings) {
        within("voice's length", voice.length(), NAME_MAX);
        within("voiceVersion's length", version.length(), NAME_MAX);
        require(
                pauseMs >= NO_PAUSE && pauseMs <= Ssml.PAUSE_MAX_MS,
                "pauseMs is " + pauseMs + ", not in -1.." + Ssml.PAUSE_MAX_MS);
        long characters = warnings.stream().mapToLong(String::length).sum() + warnings.size();
        require(
                characters <= WARNINGS_MAX_CHARACTERS,
                FailureReason.TOO_LARGE,
                "warnings have " + characters + " characters, the limit is " + WARNINGS_MAX_CHARACTERS);
    }

    private void live(int aheadMs) {
        require(aheadMs >= 0, "aheadMs is negative");
    }

    private void words(Segment segment) {
        List<Word> words = segment.getWords();
        require(!words.isEmpty() || segment.getLast(), "words are none");
        long spoken = 0;
        for (Word word : words) {
            spoken += word.getSpoken().length() + word.getPunctuation().length() + 1L;
            require(!word.getSpoken().isEmpty(), "words have an empty one");
            within("punctuation's length", word.getPunctuation().length(), PUNCTUATION_MAX);
            within("sense's length", word.getSense().length(), SENSE_MAX);
            source(word.getSourceStart(), word.getSourceEnd());
        }
        require(
                spoken <= SPOKEN_MAX,
                FailureReason.TOO_LARGE,
                "words have " + spoken + " spoken characters, the limit for a sentence is " + SPOKEN_MAX);
    }

    private void symbolsAndWords(SymbolSequence sequence) {
        List<Integer> symbols = sequence.getSymbols();
        tooMany("symbols", symbols.size());
        symbols.stream()
                .filter(symbol -> symbol < 0)
                .findFirst()
                .ifPresent(symbol -> require(false, "symbols have the index " + symbol));
        require(sequence.getUnmapped() >= 0, "unmapped is negative");
        tooMany("words", sequence.getWords().size());
        for (SymbolWord word : sequence.getWords()) {
            place(word.getFirstSymbol(), word.getEndSymbol(), symbols.size());
            source(word.getSourceStart(), word.getSourceEnd());
        }
    }

    private void frames(MelChunk chunk) {
        int frames = chunk.getFrames();
        boolean sized = within("frames", frames, FRAMES_MAX) & within("mels", chunk.getMels(), MELS_MAX);
        require(frames > 0 || chunk.getEndOfSegment(), "frames are none, though its sentence goes on");
        long bytes = (long) frames * chunk.getMels() * Float.BYTES;
        boolean fits = sized
                && require(
                        chunk.getMel().remaining() == bytes,
                        "mel has "
                                + chunk.getMel().remaining() + " bytes, not the " + bytes + " of " + frames
                                + " frames of "
                                + chunk.getMels() + " bands");
        require(frames == 0 || bytes > 0, "mels are none");
        int attended = chunk.getAttended().size();
        require(attended == 0 || attended == frames, "attended has " + attended + " entries for " + frames + " frames");
        require(chunk.getUnmapped() >= 0, "unmapped is negative");
        tooMany("words", chunk.getWords().size());
        for (MelWord word : chunk.getWords()) {
            place(word.getFirstSymbol(), word.getEndSymbol(), AcousticRequest.MAX_SYMBOLS);
            source(word.getSourceStart(), word.getSourceEnd());
        }
        if (fits) {
            loudness(chunk.getMel());
        }
    }

    private void loudness(ByteBuffer mel) {
        FloatBuffer values = mel.duplicate().order(ByteOrder.LITTLE_ENDIAN).asFloatBuffer();
        while (values.hasRemaining() && failures.isEmpty()) {
            float value = values.get();
            require(Math.abs(value) <= LOG_MEL_MAX, "mel has the value " + value); // NaN is not
        }
    }

    private void place(int firstSymbol, int endSymbol, int symbols) {
        require(
                firstSymbol >= 0 && firstSymbol <= endSymbol && endSymbol <= symbols,
                "words have one of the symbols " + firstSymbol + " to " + endSymbol + " among " + symbols);
    }

    private void source(int start, int end) {
        require(start >= 0 && start < end, "words have the source " + start + " to " + end);
    }

    private void tooMany(String field, int count) {
        int limit = AcousticRequest.MAX_SYMBOLS;
        require(
                count <= limit,
                FailureReason.TOO_LARGE,
                field + " are " + count + ", the limit for a sentence is " + limit);
    }

    private boolean within(String field, int value, int highest) {
        return require(value >= 0 && value <= highest, field + " is " + value + ", not in 0.." + highest);
    }

    private boolean require(boolean met, String wrong) {
        return require(met, FailureReason.UNDECODABLE, wrong);
    }

    private boolean require(boolean met, FailureReason reason, String wrong) {
        if (!met && failures.isEmpty()) {
            failures.add(new Failure(reason, what + wrong));
        }
        return met;
    }
}
