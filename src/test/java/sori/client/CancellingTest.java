package sori.client;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import org.apache.kafka.common.errors.SerializationException;
import org.apache.kafka.common.header.internals.RecordHeaders;
import org.apache.kafka.common.utils.Bytes;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import sori.client.SpeechReader.Heard.Cancelled;
import sori.client.SpeechReader.Heard.Half;
import sori.kafka.TopicReader.Placed;
import sori.kafka.UtteranceName;
import sori.schema.AudioChunk;
import sori.schema.ControlAction;
import sori.schema.GeneratedSchemas;
import sori.schema.Records;
import sori.schema.SpeechControl;
import sori.schema.WordMark;

/** What is cancelled is heard no longer, and nothing else. */
class CancellingTest {
    private static final Bytes ROOM = UtteranceName.bytes("room");
    private static final Bytes HALL = UtteranceName.bytes("hall");

    private final UtteranceAssembler assembler = new UtteranceAssembler();

    @BeforeAll
    static void letAvroTrustTheSchemas() {
        GeneratedSchemas.trust();
    }

    private static Cancelled cancel(@Nullable String id, long timeMs) {
        return new Cancelled(ROOM, Optional.ofNullable(id), timeMs);
    }

    private static AudioChunk chunk(String id, int sequence, boolean last, @Nullable Long eventTimestamp) {
        return Records.audio(id, sequence)
                .setMarks(List.of(new WordMark(5 * sequence, 5 * sequence + 4, 2L * sequence, 2L * sequence + 1)))
                .setLast(last)
                .setEventTimestamp(eventTimestamp)
                .build();
    }

    @ParameterizedTest(name = "event at {0}, first chunk at {1}, cancelled at {2}: covered {3}")
    @CsvSource({
        "100, 500, 99, false", "100, 500, 100, true", "100, 500, 101, true", // by the event, however late the audio
        ",    500, 499, false", ",    500, 500, true", ",    500, 501, true"
    })
    void allOfAKeyIsWhatWasSentByThen(@Nullable Long event, long written, long at, boolean covered) {
        assembler.add(ROOM, chunk("u", 0, false, event), written);
        assembler.add(HALL, chunk("u", 0, false, event), written);
        List<Half> halves = assembler.cancel(cancel(null, at));

        assertThat(halves).hasSize(covered ? 1 : 0);
        // What came later of the same utterance is no younger utterance.
        assertThat(assembler
                        .add(ROOM, chunk("u", 1, true, event), written + 1000)
                        .isPresent())
                .isEqualTo(!covered);
        assertThat(assembler.add(HALL, chunk("u", 1, true, event), written + 1000))
                .isPresent();
        assertThat(assembler.incomplete()).isEmpty();
    }

    @Test
    void whatIsCancelledBeforeItComesDoesNotCome() {
        assembler.cancel(cancel(null, 100));
        assertThat(assembler.add(ROOM, chunk("old", 0, true, 100L), 900)).isEmpty();
        assertThat(assembler.add(ROOM, chunk("new", 0, true, 101L), 900)).isPresent();
        assembler.cancel(cancel("later", 100));
        assertThat(assembler.add(ROOM, chunk("later", 0, true, 5000L), 5000)).isEmpty();
    }

    @Test
    void anIdMayBeUsedAgainWhenThePipelineHasForgottenIt() {
        assembler.cancel(cancel("u", 100));
        assertThat(assembler.add(ROOM, chunk("u", 0, true, 700_000L), 700_000)).isPresent();
    }

    @Test
    void anOlderCancelTakesNothingBack() {
        assembler.cancel(cancel(null, 100));
        assembler.cancel(cancel(null, 50));
        assertThat(assembler.add(ROOM, chunk("u", 0, true, 80L), 900)).isEmpty();
    }

    @Test
    void whatHadComeIsGivenOutAsFarAsItIsWithoutAGap() {
        assembler.add(ROOM, chunk("a", 0, false, 1L), 1);
        assembler.add(ROOM, chunk("a", 1, false, 1L), 1);
        assembler.add(ROOM, chunk("a", 3, true, 1L), 1);
        assembler.add(ROOM, chunk("b", 2, false, 2L), 2); // nothing of it can be heard
        List<Half> halves = assembler.cancel(cancel(null, 2));
        assertThat(halves).extracting(half -> half.name().id()).containsExactly("a");
        assertThat(halves.get(0).speech().pcm()).hasSize(8);
        assertThat(halves.get(0).speech().positionAt(3)).isEqualTo(9);
        assertThat(assembler.openBytes()).isZero();
        assertThat(assembler.cancel(cancel(null, 2))).isEmpty();
    }

    @ParameterizedTest(name = "seed {0}")
    @ValueSource(longs = {1, 2, 3})
    void exactlyTheCancelledOnesAreMissingWhateverTheMoment(long seed) {
        Random random = new Random(seed);
        List<String> whole = new ArrayList<>();
        List<String> expected = new ArrayList<>();
        Cancellations cancellations = new Cancellations();
        for (int i = 0; i < 300; i++) {
            String id = "u" + i;
            int cancelAt = random.nextInt(8); // of four chunks, one in two utterances
            for (int sequence = 0; sequence < 4; sequence++) {
                if (sequence == cancelAt) {
                    Cancelled cancelled = cancel(random.nextBoolean() ? id : null, i);
                    cancellations.note(cancelled);
                    assembler.cancel(cancelled);
                }
                assembler
                        .add(ROOM, chunk(id, sequence, sequence == 3, (long) i), 1000)
                        .ifPresent(spoken -> whole.add(spoken.utteranceId()));
            }
            if (cancelAt > 3) {
                expected.add(id);
            }
            assertThat(cancellations.covers(new UtteranceName(ROOM, id), i)).isEqualTo(cancelAt <= 3);
        }
        assertThat(whole).isEqualTo(expected);
    }

    @Test
    void manyCancelsFillNoHeap() {
        Cancellations cancellations = new Cancellations();
        for (int i = 0; i < 50_000; i++) {
            cancellations.note(cancel("u" + i, 0));
        }
        assertThat(cancellations.covers(new UtteranceName(ROOM, "u0"), 0)).isFalse();
        assertThat(cancellations.covers(new UtteranceName(ROOM, "u49999"), 0)).isTrue();
    }

    @ParameterizedTest(name = "sample {0} is heard: text to {1}")
    @CsvSource({"-1, -1", "0, -1", "9, -1", "10, 3", "19, 3", "20, 9", "29, 9", "30, 10", "39, 10", "40, 14", "1000, 14"
    })
    void theTextIsHeardToTheLastWordThatHasEnded(long sample, int position) {
        AudioChunk chunk = chunk("u", 0, true, 1L);
        chunk.setMarks(Arrays.asList(
                new WordMark(0, 3, 0L, 10L),
                new WordMark(4, 9, 11L, 20L),
                new WordMark(9, 10, 21L, 30L), // and then silence
                new WordMark(11, 14, 35L, 40L)));
        SpokenUtterance spoken = new SpokenUtterance(List.of(chunk));
        assertThat(spoken.positionAt(sample)).isEqualTo(position);
        chunk.setMarks(List.of());
        assertThat(spoken.positionAt(sample)).isEqualTo(-1);
    }

    @Test
    void aHalfIsNeverOfNothing() {
        assertThatThrownBy(() -> new HalfHeard(List.of())).hasMessageContaining("nothing");
    }

    private static Optional<Cancelled> read(@Nullable Bytes key, ControlAction action, @Nullable String id) {
        return ControlReader.cancelling(
                new Placed<>(key, new SpeechControl(action, id, ""), 0, 0, 77, 20, new RecordHeaders()));
    }

    @Test
    void aControlRecordNamesWhatItIsAbout() {
        assertThat(read(ROOM, ControlAction.CANCEL, null)).contains(cancel(null, 77));
        assertThat(read(ROOM, ControlAction.CANCEL, "u")).contains(cancel("u", 77));
        assertThat(read(null, ControlAction.CANCEL, "u"))
                .contains(new Cancelled(UtteranceName.bytes("u"), Optional.of("u"), 77));
        assertThat(read(null, ControlAction.CANCEL, null)).isEmpty();
        assertThat(read(ROOM, ControlAction.OTHER, "u")).isEmpty();
        assertThat(read(ROOM, ControlAction.CANCEL, "u".repeat(2000))).isEmpty();
        assertThat(read(Bytes.wrap(new byte[100_000]), ControlAction.CANCEL, "u"))
                .isEmpty();
    }

    @ParameterizedTest(name = "{0}")
    @CsvSource(
            delimiter = '|',
            nullValues = "none",
            value = {
                "{\"action\":\"CANCEL\",\"utteranceId\":\"u\",\"reason\":\"r\"} | CANCEL | u",
                "{\"action\":\"CANCEL\"} | CANCEL | none",
                "{\"action\":\"CANCEL\",\"utteranceId\":null} | CANCEL | none",
                "{\"action\":\"PAUSE\"} | OTHER | none",
                "{} | OTHER | none"
            })
    void aControlRecordMayBeJson(String json, ControlAction action, @Nullable String id) {
        SpeechControl control = ControlReader.fromJson(json.getBytes(StandardCharsets.UTF_8));
        assertThat(control.getAction()).isEqualTo(action);
        assertThat(control.getUtteranceId()).isEqualTo(id);
    }

    @ParameterizedTest(name = "{0}")
    @ValueSource(
            strings = {"{", "{\"action\":\"CANCEL\",\"id\":\"u\"}", "{\"action\":\"CANCEL\",\"utteranceId\":7}", "{]"})
    void whatThePipelineRefusesCancelsNothingHereEither(String json) {
        assertThatThrownBy(() -> ControlReader.fromJson(json.getBytes(StandardCharsets.UTF_8)))
                .isInstanceOf(SerializationException.class);
    }
}
