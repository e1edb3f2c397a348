package sori.stream.intake;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.ByteBuffer;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Random;
import java.util.stream.IntStream;
import org.apache.avro.Schema;
import org.apache.avro.specific.SpecificRecordBase;
import org.apache.kafka.streams.test.TestRecord;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;
import sori.acoustic.AcousticRequest;
import sori.kafka.Wire;
import sori.schema.AudioChunk;
import sori.schema.FailureReason;
import sori.schema.MelChunk;
import sori.schema.MelStatus;
import sori.schema.MelWord;
import sori.schema.Records;
import sori.schema.Segment;
import sori.schema.SpeechFailure;
import sori.schema.SpeechStatus;
import sori.schema.SymbolSequence;
import sori.schema.SymbolWord;
import sori.schema.Word;
import sori.stream.TestPipeline;
import sori.stream.stage.FakeVoices;
import sori.stream.stage.Sentences;
import sori.synthesis.MelFrames;
import sori.topology.TopologyYaml;

/**
 * Records that decode and say nonsense, between any two stages: each ends in one failure record and its utterance there, and
 * who comes after it is spoken.
 */
class IntakeTest {
    private static final Duration DRAIN = Duration.ofMillis(5);
    private static final int[] ODD_NUMBERS = {
        -1, -2, Integer.MIN_VALUE, Integer.MAX_VALUE, Integer.MAX_VALUE - 1, 1 << 30, 1_000_001, 100_000, 30_781, 1025
    };

    @TempDir
    private Path directory;

    /** A stage that reads a topic between two stages, with the stages behind it. */
    enum Entry {
        EMBED("embed", "speech.segments"),
        MEL("mel", "speech.symbols"),
        VOCODE("vocode", "speech.mel");

        private final String stage;
        private final String topic;

        Entry(String stage, String topic) {
            this.stage = stage;
            this.topic = topic;
        }

        /** Those of the stages from here on. */
        private String stages() {
            List<String> all = List.of("embed", "mel", "vocode");
            return String.join(", ", all.subList(all.indexOf(stage), all.size()));
        }

        SpecificRecordBase sound(String id) {
            return switch (this) {
                case EMBED -> segment(id);
                case MEL -> symbols(id);
                case VOCODE -> mel(id);
            };
        }

        @SuppressWarnings("unchecked")
        byte[] encode(SpecificRecordBase value) {
            return new Wire<>((Class<SpecificRecordBase>) value.getClass()).encode(value);
        }
    }

    private static Segment segment(String id) {
        return Segment.newBuilder()
                .setUtteranceId(id)
                .setSegment(0)
                .setLast(true)
                .setWords(List.of(new Word("one", ",", 0, 3, ""), new Word("two", ".", 4, 7, "")))
                .setVoice("fake")
                .setVoiceVersion("1")
                .setSourceTopic("speech.text")
                .setSourcePartition(0)
                .setSourceOffset(3)
                .build();
    }

    private static SymbolSequence symbols(String id) {
        return Sentences.sentence(id, 0, true)
                .setSymbols(List.of(20, 21, 2, 23, 1))
                .setWords(List.of(new SymbolWord(0, 2, 0, 3), new SymbolWord(3, 4, 4, 7)))
                .setSourceOffset(3)
                .build();
    }

    private static MelChunk mel(String id) {
        int mels = FakeVoices.FORMAT.mels();
        return Records.mel(id, 0)
                .setFrames(3)
                .setMels(mels)
                .setMel(MelFrames.bytes(new float[3 * mels]))
                .setAttended(List.of(0, 1, 2))
                .setWords(List.of(new MelWord(0, 2, 0, 3), new MelWord(3, 4, 4, 7)))
                .setSourceOffset(3)
                .build();
    }

    private TestPipeline pipeline(Entry entry) {
        String yaml = "application: a\nstages: [" + entry.stages() + "]\nfrom: " + entry.topic + "\nto: speech.audio\n";
        return new TestPipeline(TopologyYaml.parse(yaml, "x.yaml"), new FakeVoices(), directory.resolve("state"));
    }

    private static void publish(TestPipeline pipeline, Entry entry, SpecificRecordBase value) {
        pipeline.pipe(List.of(new TestRecord<>(new byte[] {1}, entry.encode(value))));
        pipeline.advance(DRAIN);
        pipeline.advance(DRAIN);
    }

    /** One odd thing in a sound record: an odd number in a field or in one of a list's records, too many of something, nothing. */
    private static void spoil(SpecificRecordBase value, Random random) {
        List<Schema.Field> fields = value.getSchema().getFields();
        Schema.Field field = fields.get(random.nextInt(fields.size()));
        int at = field.pos();
        Object old = value.get(at);
        int odd = ODD_NUMBERS[random.nextInt(ODD_NUMBERS.length)];
        switch (field.schema().getType()) {
            case INT -> value.put(at, odd);
            case LONG -> value.put(at, (long) odd);
            case STRING -> value.put(at, random.nextBoolean() ? "" : "x".repeat(600));
            case BYTES -> value.put(at, oddMel((ByteBuffer) old, random));
            case ARRAY -> value.put(at, oddList((List<?>) old, odd, random));
            default -> {} // a flag may be either
        }
    }

    private static ByteBuffer oddMel(ByteBuffer mel, Random random) {
        float[] odd = new float[mel.remaining() / Float.BYTES + (random.nextInt(3) == 0 ? 1 : 0)];
        float[] values = {Float.NaN, Float.POSITIVE_INFINITY, Float.NEGATIVE_INFINITY, 1e30f, -41};
        odd[random.nextInt(odd.length)] = values[random.nextInt(values.length)];
        return MelFrames.bytes(odd);
    }

    private static List<Object> oddList(List<?> old, int odd, Random random) {
        List<Object> list = new ArrayList<>(old);
        if (list.isEmpty()) {
            list.add("x".repeat(10_000)); // warnings
        } else if (random.nextInt(3) == 0) {
            list = new ArrayList<>(Collections.nCopies(20_000, list.get(0)));
        } else if (list.get(0) instanceof Integer) {
            list.set(random.nextInt(list.size()), odd);
        } else if (list.get(0) instanceof SpecificRecordBase first) {
            List<Integer> numbers = first.getSchema().getFields().stream()
                    .map(Schema.Field::pos)
                    .filter(at -> first.get(at) instanceof Integer)
                    .toList();
            first.put(numbers.get(random.nextInt(numbers.size())), odd);
        }
        return list;
    }

    private static Intake.Checked<?> check(SpecificRecordBase value) {
        return value instanceof Segment segment
                ? Intake.segment(segment)
                : value instanceof SymbolSequence symbols ? Intake.symbols(symbols) : Intake.mel((MelChunk) value);
    }

    @ParameterizedTest
    @EnumSource
    void letsThroughWhatTheStagesSay(Entry entry) {
        SpecificRecordBase value = entry.sound("u");
        Intake.Checked<?> checked = check(value);

        assertThat(checked.failure()).isEmpty();
        assertThat(checked.goesOn().orElseThrow()).isSameAs(value);
    }

    @ParameterizedTest
    @EnumSource
    void endsEachUtteranceThatASpoiledRecordBelongsToAndSpeaksTheNext(Entry entry) {
        int refused = 0;
        try (TestPipeline pipeline = pipeline(entry)) {
            for (int seed = 0; seed < 400; seed++) {
                SpecificRecordBase value = entry.sound("u" + seed);
                spoil(value, new Random(seed));
                boolean sound = check(value).failure().isEmpty();
                publish(pipeline, entry, value);
                List<SpeechFailure> failures = pipeline.failures();
                if (!sound) {
                    refused++;
                    assertThat(failures).as("seed %s: %s", seed, value).hasSize(1);
                    assertThat(failures.get(0).getReason()).isIn(FailureReason.UNDECODABLE, FailureReason.TOO_LARGE);
                }
                assertThat(pipeline.audio())
                        .as("seed %s: %s", seed, value)
                        .allSatisfy(chunk ->
                                assertThat(chunk.getAudio().remaining()).isLessThan(100_000));
            }
            publish(pipeline, entry, entry.sound("good"));
            assertThat(pipeline.failures()).isEmpty();
            assertThat(pipeline.audio())
                    .isNotEmpty()
                    .allSatisfy(chunk -> assertThat(chunk.getUtteranceId()).isEqualTo("good"));
        }
        assertThat(refused).isGreaterThan(150);
    }

    @ParameterizedTest
    @EnumSource
    void endsTheUtteranceAsFailedWhereItsPlaceIsKnown(Entry entry) {
        SpecificRecordBase value = entry.sound("u1");
        value.put("pauseMs", Integer.MAX_VALUE);
        try (TestPipeline pipeline = pipeline(entry)) {
            publish(pipeline, entry, value);

            assertThat(pipeline.failures()).singleElement().satisfies(failure -> {
                assertThat(failure.getUtteranceId()).isEqualTo("u1");
                assertThat(failure.getStage()).isEqualTo(entry.stage);
                assertThat(failure.getSourceOffset()).as("the text event's").isEqualTo(3);
                assertThat(failure.getDetail()).contains("pauseMs is 2147483647, not in -1..10000");
            });
            assertThat(pipeline.audio()).singleElement().satisfies(chunk -> {
                assertThat(chunk.getLast()).isTrue();
                assertThat(chunk.getStatus()).isEqualTo(SpeechStatus.FAILED);
            });
        }
    }

    @ParameterizedTest(name = "{0} symbols")
    @ValueSource(ints = {1, AcousticRequest.MAX_SYMBOLS, AcousticRequest.MAX_SYMBOLS + 1, 100_000})
    void takesAsManySymbolsAsTheEngineDoes(int count) {
        SymbolSequence value = symbols("u1");
        value.setWords(List.of());
        value.setSymbols(IntStream.range(0, count).map(i -> 5).boxed().toList());
        try (TestPipeline pipeline = pipeline(Entry.MEL)) {
            publish(pipeline, Entry.MEL, value);

            if (count <= AcousticRequest.MAX_SYMBOLS) {
                assertThat(pipeline.failures()).isEmpty();
            } else {
                assertThat(pipeline.failures()).singleElement().satisfies(failure -> {
                    assertThat(failure.getReason()).isEqualTo(FailureReason.TOO_LARGE);
                    assertThat(failure.getDetail()).contains("symbols are " + count, "1024");
                });
            }
        }
    }

    /** By phones that a record gives by hand, so that its characters are within their bound. */
    @Test
    void refusesTooManySymbolsOfASentenceWhereTheyAreMade() {
        List<Word> words = new ArrayList<>();
        for (int i = 0; i < 30; i++) {
            words.add(new Word("{" + "S ".repeat(50) + "}", "", i, i + 1, ""));
        }
        Segment value = segment("u1");
        value.setWords(words);
        try (TestPipeline pipeline = pipeline(Entry.EMBED)) {
            publish(pipeline, Entry.EMBED, value);
            publish(pipeline, Entry.EMBED, segment("u2"));

            assertThat(pipeline.failures()).singleElement().satisfies(failure -> {
                assertThat(failure.getReason()).isEqualTo(FailureReason.TOO_LARGE);
                assertThat(failure.getStage()).isEqualTo("embed");
            });
            assertThat(pipeline.audio()).extracting(AudioChunk::getUtteranceId).contains("u1", "u2");
        }
    }

    @Test
    void refusesFramesOfAnotherWidthThanTheVoices() {
        MelChunk value = mel("u1");
        int mels = FakeVoices.FORMAT.mels() + 1;
        value.setMels(mels);
        value.setMel(MelFrames.bytes(new float[3 * mels]));
        try (TestPipeline pipeline = pipeline(Entry.VOCODE)) {
            publish(pipeline, Entry.VOCODE, value);

            assertThat(pipeline.failures())
                    .singleElement()
                    .satisfies(failure -> assertThat(failure.getDetail())
                            .contains("the frames have " + mels + " mel bands, the voice " + (mels - 1)));
        }
    }

    @Test
    void neverLetsGoOnAFrameOfNoLengthInASentenceThatGoesOn() {
        MelChunk value = mel("u1");
        value.setFrames(0);
        value.setMel(ByteBuffer.allocate(0));
        value.setAttended(List.of());
        value.setEndOfSegment(false);

        Intake.Checked<MelChunk> checked = Intake.mel(value);

        assertThat(checked.failure()).isPresent();
        assertThat(checked.goesOn().orElseThrow().getStatus()).isEqualTo(MelStatus.FAILED);
    }
}
