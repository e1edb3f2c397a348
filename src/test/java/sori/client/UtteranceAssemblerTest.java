package sori.client;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.ByteBuffer;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Collections;
import java.util.Deque;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Random;
import java.util.stream.IntStream;
import org.apache.kafka.common.utils.Bytes;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import sori.kafka.UtteranceName;
import sori.schema.AudioChunk;
import sori.schema.Records;

class UtteranceAssemblerTest {
    private static final Bytes KEY = UtteranceName.bytes("room");

    private final UtteranceAssembler assembler = new UtteranceAssembler();

    private static AudioChunk chunk(int attempt, int sequence, boolean last) {
        return Records.audio("u1", sequence)
                .setAttempt(attempt)
                .setAudio(ByteBuffer.wrap(new byte[] {(byte) sequence, (byte) attempt, 0, 0}))
                .setLast(last)
                .build();
    }

    private List<SpokenUtterance> add(AudioChunk... chunks) {
        List<SpokenUtterance> complete = new ArrayList<>();
        for (AudioChunk chunk : chunks) {
            assembler.add(KEY, chunk).ifPresent(complete::add);
        }
        return complete;
    }

    @Test
    void replacesALowerAttempt() {
        List<SpokenUtterance> complete =
                add(chunk(0, 0, false), chunk(1, 0, false), chunk(0, 1, true), chunk(1, 1, true));
        assertThat(complete).hasSize(1);
        assertThat(complete.get(0).chunks()).extracting(AudioChunk::getAttempt).containsOnly(1);
    }

    @Test
    void givesAnUtteranceOutOnce() {
        assertThat(add(chunk(0, 0, true), chunk(0, 0, true), chunk(1, 0, true))).hasSize(1);
    }

    @Test
    void waitsForWhatIsMissing() {
        assertThat(add(chunk(0, 0, false), chunk(0, 2, true))).isEmpty();
        assertThat(assembler.incomplete()).containsExactly(UtteranceName.of(KEY, "u1"));
        assertThat(add(chunk(0, 1, false))).hasSize(1);
        assertThat(assembler.incomplete()).isEmpty();
    }

    @ParameterizedTest(name = "{0} utterances of {1} chunks of {2} bytes")
    @CsvSource({"100_000, 1, 0", "2_000, 1, 1_000_000", "1, 2_000, 1_000_000", "1, 300_000, 0", "50, 50, 500_000"})
    void whatIsNeverFinishedIsForgottenWhenThereIsTooMuchOfIt(String utterances, String chunks, String bytes) {
        byte[] audio = new byte[Integer.parseInt(bytes.replace("_", ""))];
        long held = 0;
        int whole = 0;
        for (int i = 0; i < Integer.parseInt(utterances.replace("_", "")); i++) {
            for (int sequence = 0; sequence < Integer.parseInt(chunks.replace("_", "")); sequence++) {
                AudioChunk chunk = new AudioChunk(); // a builder's checks take too long for so many
                chunk.setUtteranceId("open" + i);
                chunk.setSequence(sequence);
                chunk.setAudio(ByteBuffer.wrap(audio));
                chunk.setMarks(List.of());
                whole += assembler.add(KEY, chunk).isPresent() ? 1 : 0;
                held = Math.max(held, assembler.openBytes());
            }
        }
        assertThat(whole).isZero();
        assertThat(held).isBetween(1L, UtteranceAssembler.MOST_BYTES);
        assertThat(assembler.incomplete()).hasSizeLessThanOrEqualTo(10_000);
        assertThat(add(chunk(0, 0, false), chunk(0, 1, true))).hasSize(1);
    }

    @ParameterizedTest(name = "seed {0}")
    @ValueSource(longs = {1, 2, 3})
    void joinsRepeatedChunksInAnyOrder(long seed) {
        List<AudioChunk> chunks = new ArrayList<>();
        for (int i = 0; i < 20; i++) {
            chunks.add(chunk(0, i % 10, i % 10 == 9));
        }
        Collections.shuffle(chunks, new Random(seed));
        SpokenUtterance spoken = add(chunks.toArray(AudioChunk[]::new)).get(0);
        assertThat(spoken.chunks()).extracting(AudioChunk::getSequence).containsExactly(0, 1, 2, 3, 4, 5, 6, 7, 8, 9);
        assertThat(spoken.pcm()).hasSize(40);
        assertThat(spoken.seconds()).isEqualTo(0.02);
    }

    @ParameterizedTest(name = "seed {0}")
    @ValueSource(longs = {1, 2, 3})
    void keepsTheSameIdUnderOtherKeysApart(long seed) {
        List<String> keys = List.of("room", "hall", "u1", "");
        Map<Bytes, Deque<AudioChunk>> coming = new LinkedHashMap<>();
        for (String key : keys) { // each its own length
            int chunks = 1 + keys.indexOf(key);
            Deque<AudioChunk> all = coming.computeIfAbsent(UtteranceName.bytes(key), first -> new ArrayDeque<>());
            IntStream.range(0, chunks).forEach(i -> all.add(chunk(0, i, i == chunks - 1)));
        }
        Random random = new Random(seed);
        Map<Bytes, Integer> heard = new HashMap<>();
        while (!coming.isEmpty()) {
            Bytes key = List.copyOf(coming.keySet()).get(random.nextInt(coming.size()));
            Deque<AudioChunk> rest = Objects.requireNonNull(coming.get(key));
            assembler
                    .add(key, rest.remove())
                    .ifPresent(whole -> heard.put(key, whole.chunks().size()));
            if (rest.isEmpty()) {
                coming.remove(key);
            }
        }
        assertThat(heard)
                .containsExactlyInAnyOrderEntriesOf(Map.of(
                        UtteranceName.bytes("room"),
                        1,
                        UtteranceName.bytes("hall"),
                        2,
                        UtteranceName.bytes("u1"),
                        3,
                        UtteranceName.bytes(""),
                        4));
    }

    @Test
    void aRecordWithoutAKeyHasItsIdForOne() {
        assembler.add(null, chunk(0, 0, false));
        assertThat(assembler.add(UtteranceName.bytes("u1"), chunk(0, 1, true))).isPresent();
    }
}
