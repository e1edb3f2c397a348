package sori.stream;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.ByteBuffer;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.function.UnaryOperator;
import java.util.stream.Stream;
import org.apache.kafka.common.header.Headers;
import org.apache.kafka.common.header.internals.RecordHeaders;
import org.apache.kafka.common.utils.Bytes;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;
import sori.kafka.UtteranceName;
import sori.schema.AudioChunk;
import sori.schema.FailureReason;
import sori.schema.GeneratedSchemas;
import sori.schema.Records;
import sori.schema.SpeechFailure;
import sori.schema.SpeechStatus;
import sori.schema.WordMark;
import sori.stream.stage.Keys;
import sori.trace.TraceContext;

/** What is owed of utterances that are cancelled or come in pieces; every single fault that is planted is found. */
class LiveDeliveryAuditTest {
    private static final Bytes KEY = Keys.named("room");
    private static final UtteranceName NAME = UtteranceName.of(KEY, "u1");
    private static final int CHUNK_SAMPLES = 10;
    private static final int CHUNKS = 4;
    /** Words end within chunks, and at their borders: after 4, 9, 10, 14, 19, 20 … samples. */
    private static final List<Integer> WORD_ENDS = List.of(4, 9, 10, 14, 19, 20, 24, 29, 30, 34, 39);

    @BeforeAll
    static void letAvroTrustTheSchemas() {
        GeneratedSchemas.trust();
    }

    /** A way of cheating: gives what a listener gets in place of what is right. */
    record Fault(String name, UnaryOperator<List<AudioChunk>> plant) {
        @Override
        public String toString() {
            return name;
        }
    }

    private static byte[] samples(int from, int to) {
        ByteBuffer pcm = ByteBuffer.allocate(2 * (to - from));
        for (int i = from; i < to; i++) {
            pcm.putShort((short) (31 * i + 7));
        }
        return pcm.array();
    }

    private static List<WordMark> marks(int from, int to) {
        List<WordMark> marks = new ArrayList<>();
        for (int i = 0; i < WORD_ENDS.size(); i++) {
            int last = WORD_ENDS.get(i);
            if (last >= from && last < to) {
                marks.add(new WordMark(6 * i, 6 * i + 5, Math.max(0L, last - 3L), (long) last));
            }
        }
        return marks;
    }

    private static AudioChunk.Builder chunk(int sequence, int from, int to) {
        return Records.audio("u1", sequence)
                .setStartSample(from)
                .setSampleRateHz(22050)
                .setAudio(ByteBuffer.wrap(samples(from, to)))
                .setMarks(marks(from, to))
                .setSourceOffset(7);
    }

    private static List<AudioChunk> whole() {
        List<AudioChunk> chunks = new ArrayList<>();
        for (int i = 0; i < CHUNKS; i++) {
            chunks.add(chunk(i, i * CHUNK_SAMPLES, (i + 1) * CHUNK_SAMPLES)
                    .setLast(i == CHUNKS - 1)
                    .build());
        }
        return chunks;
    }

    /** Cut after some samples: the last chunk holds what is left of them, often nothing. */
    private static List<AudioChunk> cut(int samples) {
        List<AudioChunk> chunks = new ArrayList<>();
        for (int i = 0; i < samples / CHUNK_SAMPLES; i++) {
            chunks.add(chunk(i, i * CHUNK_SAMPLES, (i + 1) * CHUNK_SAMPLES).build());
        }
        int spoken = 6 * (int) WORD_ENDS.stream().filter(end -> end < samples).count() - 1;
        chunks.add(chunk(chunks.size(), samples / CHUNK_SAMPLES * CHUNK_SAMPLES, samples)
                .setLast(true)
                .setStatus(SpeechStatus.CANCELLED)
                .setSpokenTo(Math.max(-1, spoken))
                .build());
        return chunks;
    }

    private static DeliveryAudit audit(Map<UtteranceName, Long> cuts, List<AudioChunk> chunks) {
        DeliveryAudit audit = new DeliveryAudit(cuts);
        chunks.forEach(chunk -> audit.add(KEY, chunk));
        return audit;
    }

    private static List<String> violations(Owed owed, List<AudioChunk> heard) {
        DeliveryAudit audit = audit(Map.of(), heard);
        return audit.violations(Map.of(NAME, owed), audit(audit.cuts(), whole()));
    }

    private static final Owed CANCELLED = new Owed(false, true, false, "");
    private static final Owed PIECES = new Owed(true, false, false, "");

    @ParameterizedTest(name = "after {0} samples")
    @ValueSource(ints = {0, 1, 4, 5, 9, 10, 11, 20, 25, 30, 39, 40})
    void aBeginningWithAnEndThatSaysHowFarItGoesIsRight(int samples) {
        assertThat(violations(CANCELLED, cut(samples))).isEmpty();
        assertThat(violations(new Owed(true, true, false, ""), cut(samples))).isEmpty();
    }

    @Test
    void aCancelThatComesTooLateChangesNothing() {
        assertThat(violations(CANCELLED, whole())).isEmpty();
    }

    @Test
    void oneThatNobodyHasChosenAVoiceForEndsWithoutOne() {
        List<AudioChunk> empty = cut(0);
        empty.get(0).setVoice("");
        empty.get(0).setVoiceVersion("");
        assertThat(violations(CANCELLED, empty)).isEmpty();
    }

    @Test
    void theEndOfATextInPiecesMayComeByItself() {
        List<AudioChunk> chunks = whole();
        chunks.get(CHUNKS - 1).setLast(false);
        chunks.add(chunk(CHUNKS, CHUNKS * CHUNK_SAMPLES, CHUNKS * CHUNK_SAMPLES)
                .setLast(true)
                .build());
        assertThat(violations(PIECES, chunks)).isEmpty();
        assertThat(violations(Owed.WHOLE, chunks)).singleElement().asString().contains("5 chunks");
        assertThat(violations(PIECES, whole())).isEmpty();
    }

    static Stream<Fault> faults() {
        return Stream.of(
                new Fault(
                        "a chunk after the end",
                        chunks -> with(chunks, chunk(chunks.size(), end(chunks), end(chunks)))),
                new Fault(
                        "two ends",
                        chunks -> with(
                                chunks,
                                AudioChunk.newBuilder(last(chunks))
                                        .setSequence(chunks.size())
                                        .setStartSample(end(chunks))
                                        .setAudio(ByteBuffer.allocate(0))
                                        .setMarks(List.of()))),
                new Fault("no end", chunks -> chunks.subList(0, chunks.size() - 1)),
                new Fault(
                        "a wrong sample",
                        chunks -> changed(chunks, 0, chunk -> {
                            byte[] pcm = chunk.getAudio().array().clone();
                            pcm[pcm.length - 1] ^= 1;
                            return chunk.setAudio(ByteBuffer.wrap(pcm));
                        })),
                new Fault("a chunk twice", chunks -> twice(chunks)),
                new Fault("a chunk left out", chunks -> chunks.subList(1, chunks.size())),
                new Fault(
                        "spoken to a word too far",
                        chunks -> changed(chunks, -1, chunk -> chunk.setSpokenTo(chunk.getSpokenTo() + 6))),
                new Fault(
                        "spoken to a word too few",
                        chunks -> changed(chunks, -1, chunk -> chunk.setSpokenTo(chunk.getSpokenTo() - 6))),
                new Fault("not said how far", chunks -> changed(chunks, -1, chunk -> chunk.setSpokenTo(-1))),
                new Fault("how far said too early", chunks -> changed(chunks, 0, chunk -> chunk.setSpokenTo(5))),
                new Fault(
                        "OK though it was cut",
                        chunks -> changed(
                                chunks,
                                -1,
                                chunk -> chunk.setStatus(SpeechStatus.OK).setSpokenTo(-1))),
                new Fault("failed", chunks -> changed(chunks, -1, chunk -> chunk.setStatus(SpeechStatus.FAILED))),
                new Fault(
                        "cancelled before the end",
                        chunks -> changed(chunks, 0, chunk -> chunk.setStatus(SpeechStatus.CANCELLED))),
                new Fault(
                        "a mark lost",
                        chunks -> changed(
                                chunks,
                                0,
                                chunk -> chunk.setMarks(chunk.getMarks()
                                        .subList(1, chunk.getMarks().size())))),
                new Fault(
                        "a mark too many",
                        chunks ->
                                changed(chunks, -1, chunk -> chunk.setMarks(List.of(new WordMark(60, 65, 36L, 39L))))),
                new Fault(
                        "another voice",
                        chunks -> chunks.stream()
                                .map(chunk -> AudioChunk.newBuilder(chunk)
                                        .setVoiceVersion("2")
                                        .build())
                                .toList()),
                new Fault(
                        "another voice in the middle",
                        chunks -> changed(chunks, -1, chunk -> chunk.setVoiceVersion("2"))),
                new Fault("another attempt", chunks -> changed(chunks, 1, chunk -> chunk.setAttempt(1))),
                new Fault("nothing at all", chunks -> List.of()));
    }

    private static List<AudioChunk> with(List<AudioChunk> chunks, AudioChunk.Builder more) {
        List<AudioChunk> all = new ArrayList<>(chunks);
        all.add(more.build());
        return all;
    }

    private static List<AudioChunk> twice(List<AudioChunk> chunks) {
        List<AudioChunk> all = new ArrayList<>(chunks);
        all.add(1, chunks.get(0));
        return all;
    }

    /** @param which -1: the last */
    private static List<AudioChunk> changed(
            List<AudioChunk> chunks, int which, UnaryOperator<AudioChunk.Builder> change) {
        List<AudioChunk> all = new ArrayList<>(chunks);
        int at = which < 0 ? all.size() - 1 : which;
        all.set(at, change.apply(AudioChunk.newBuilder(all.get(at))).build());
        return all;
    }

    private static AudioChunk last(List<AudioChunk> chunks) {
        return chunks.get(chunks.size() - 1);
    }

    private static int end(List<AudioChunk> chunks) {
        return (int) last(chunks).getStartSample() + last(chunks).getAudio().remaining() / 2;
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("faults")
    void aFaultInACancelledOneIsFound(Fault fault) {
        for (int samples : new int[] {20, 25, 30}) {
            assertThat(violations(CANCELLED, fault.plant().apply(cut(samples))))
                    .as(fault + " after " + samples)
                    .isNotEmpty();
        }
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("faults")
    void oneFaultAmongManyUtterancesIsOneUtterancesFault(Fault fault) {
        Random random = new Random(fault.name().hashCode());
        DeliveryAudit audit = new DeliveryAudit();
        Map<UtteranceName, Owed> owed = new java.util.LinkedHashMap<>();
        int bad = random.nextInt(40);
        for (int i = 0; i < 40; i++) {
            List<AudioChunk> chunks = cut(i == bad ? 25 : random.nextInt(CHUNKS * CHUNK_SAMPLES + 1));
            for (AudioChunk chunk : i == bad ? fault.plant().apply(chunks) : chunks) {
                audit.add(
                        KEY,
                        AudioChunk.newBuilder(chunk).setUtteranceId("u" + i).build());
            }
            owed.put(UtteranceName.of(KEY, "u" + i), CANCELLED);
        }
        DeliveryAudit quiet = new DeliveryAudit(audit.cuts());
        for (int i = 0; i < 40; i++) {
            for (AudioChunk chunk : whole()) {
                quiet.add(
                        KEY,
                        AudioChunk.newBuilder(chunk).setUtteranceId("u" + i).build());
            }
        }
        assertThat(audit.violations(owed, quiet)).isNotEmpty().allMatch(line -> line.startsWith("u" + bad + " "));
    }

    @Test
    void onePacedByTheWallClockSaysHowFarItCanHaveBeenHeard() {
        Owed paced = new Owed(false, true, true, "");
        for (int spokenTo : new int[] {-1, 5, 11, 17, 23, 29}) { // of 20 samples, in which five words end
            List<AudioChunk> chunks = changed(cut(20), -1, chunk -> chunk.setSpokenTo(spokenTo));
            assertThat(violations(paced, chunks)).as(spokenTo + "").isEmpty();
        }
        for (int spokenTo : new int[] {-2, 0, 4, 6, 35, 1000}) {
            List<AudioChunk> chunks = changed(cut(20), -1, chunk -> chunk.setSpokenTo(spokenTo));
            assertThat(violations(paced, chunks)).as(spokenTo + "").isNotEmpty();
        }
    }

    @Test
    void whatNobodyCancelledIsNotCut() {
        assertThat(violations(Owed.WHOLE, cut(20))).singleElement().asString().contains("CANCELLED", "undisturbed");
        assertThat(violations(PIECES, cut(20))).isNotEmpty();
    }

    @Test
    void aCancelledOneNeedsNoFailureRecordAndHasNone() {
        DeliveryAudit audit = audit(Map.of(), cut(20));
        audit.add(KEY, new SpeechFailure("u1", "mel", FailureReason.INTERNAL, "", "speech.text", 0, 7L, Instant.EPOCH));
        assertThat(audit.violations(Map.of(NAME, CANCELLED), audit(audit.cuts(), whole())))
                .singleElement()
                .asString()
                .contains("CANCELLED with failure records [INTERNAL]");
    }

    @Test
    void withoutAnUndisturbedOneNothingIsProved() {
        DeliveryAudit audit = audit(Map.of(), cut(20));
        assertThat(audit.violations(Map.of(NAME, CANCELLED), new DeliveryAudit(audit.cuts())))
                .isNotEmpty();
    }

    private static Headers trace(String id) {
        RecordHeaders headers = new RecordHeaders();
        if (!id.isEmpty()) {
            new TraceContext(id, "00f067aa0ba902b7", "01", "").addTo(headers);
        }
        return headers;
    }

    /** Each single record in turn, the failure's among them, is out of its trace: in another, in none, in a malformed one. */
    @Test
    void aRecordOutOfItsTraceIsFound() {
        String right = "4bf92f3577b34da6a3ce929d0e0e4736";
        Owed owed = new Owed(false, false, false, right);
        SpeechFailure cut = new SpeechFailure("u1", "mel", FailureReason.CUT, "", "speech.text", 0, 7L, Instant.EPOCH);
        List<AudioChunk> chunks = changed(whole(), -1, chunk -> chunk.setStatus(SpeechStatus.CUT));
        DeliveryAudit quiet = audit(Map.of(), chunks);
        quiet.add(KEY, cut);
        for (int bad = -1; bad <= chunks.size(); bad++) {
            for (String wrong : List.of("", "af7651916cd43dd8448eb211c80319cc", "0".repeat(32))) {
                DeliveryAudit audit = new DeliveryAudit();
                for (int i = 0; i < chunks.size(); i++) {
                    audit.add(KEY, chunks.get(i), trace(i == bad ? wrong : right));
                }
                audit.add(KEY, cut, trace(bad == chunks.size() ? wrong : right));
                List<String> violations = audit.violations(Map.of(NAME, owed), quiet);
                assertThat(violations).hasSize(bad < 0 ? 0 : 1).allMatch(line -> line.contains("1 of its records"));
            }
        }
    }
}
