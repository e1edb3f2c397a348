package sori.stream;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;
import org.apache.avro.Schema;
import org.apache.avro.SchemaCompatibility;
import org.apache.avro.SchemaCompatibility.SchemaCompatibilityType;
import org.apache.avro.SchemaNormalization;
import org.apache.avro.specific.SpecificRecordBase;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import sori.kafka.Decoded;
import sori.kafka.Wire;
import sori.schema.AudioChunk;
import sori.schema.AudioMark;
import sori.schema.Cancellation;
import sori.schema.ControlAction;
import sori.schema.FailureReason;
import sori.schema.JournalHead;
import sori.schema.JournalHeader;
import sori.schema.MelChunk;
import sori.schema.MelMark;
import sori.schema.MelStatus;
import sori.schema.MelWord;
import sori.schema.ModelAlias;
import sori.schema.ModelAliases;
import sori.schema.ModelAliasesBefore;
import sori.schema.ModelArtifact;
import sori.schema.ModelEvent;
import sori.schema.ModelEventKind;
import sori.schema.ModelRelease;
import sori.schema.ModelState;
import sori.schema.ModelStatus;
import sori.schema.ModelVoiceStatus;
import sori.schema.OpenText;
import sori.schema.RouteAlias;
import sori.schema.SeenUtterance;
import sori.schema.Segment;
import sori.schema.ShadowComparison;
import sori.schema.ShadowFigures;
import sori.schema.SpeechControl;
import sori.schema.SpeechFailure;
import sori.schema.SpeechPriority;
import sori.schema.SpeechStatus;
import sori.schema.StoreFormat;
import sori.schema.SymbolSequence;
import sori.schema.SymbolWord;
import sori.schema.TextEvent;
import sori.schema.TextPart;
import sori.schema.UtteranceEnding;
import sori.schema.VoiceRoute;
import sori.schema.WaitingText;
import sori.schema.Word;
import sori.schema.WordMark;

/**
 * Bytes written by any release still read. A changed schema goes into {@code schemas/released/N+1} together with an example
 * of its bytes, which a run with {@code -Dgolden.update=true} writes.
 */
class SchemaReleaseTest {
    private static final Path RELEASED = Path.of("schemas", "released");
    private static final Path BYTES = Path.of("src", "test", "resources", "released");

    private static byte[] bytes(int... values) {
        byte[] bytes = new byte[values.length];
        for (int i = 0; i < values.length; i++) {
            bytes[i] = (byte) values[i];
        }
        return bytes;
    }

    static List<SpecificRecordBase> examples() {
        new Wire<>(TextEvent.class); // teaches Avro to trust the generated classes
        java.nio.ByteBuffer eight = java.nio.ByteBuffer.wrap(bytes(0, 0, 128, 63, 0, 0, 0, 192));
        return List.of(
                new VoiceRoute(7L, List.of("1", "2"), List.of(new RouteAlias("canary", "2", 10))),
                new TextEvent(
                        "u1",
                        "Hi, \uc548\ub155",
                        "en",
                        "en-slt",
                        "1",
                        false,
                        Instant.ofEpochMilli(1),
                        Map.of("a", "b"),
                        new TextPart(3, true, false)),
                new SpeechControl(ControlAction.CANCEL, "u1", "interrupted"),
                new OpenText(
                        eight,
                        "u1",
                        "speech.text",
                        3,
                        4L,
                        1,
                        5L,
                        6L,
                        "en",
                        "en-slt",
                        "1",
                        Map.of("cut", "clause"),
                        2,
                        40,
                        1,
                        1500.0,
                        30,
                        "and then",
                        List.of(new JournalHeader("traceparent", eight))),
                new Cancellation(7L, 8L),
                new Segment(
                        "u1",
                        1,
                        2,
                        true,
                        List.of(new Word("lead", ",", 0, 2, "metal")),
                        700,
                        List.of("w"),
                        true,
                        UtteranceEnding.CUT,
                        SpeechPriority.BULK,
                        500,
                        5L,
                        6L,
                        "en-slt",
                        "1",
                        "speech.text",
                        3,
                        4L),
                new SymbolSequence(
                        "u1",
                        1,
                        2,
                        true,
                        List.of(5, 6),
                        List.of(new SymbolWord(0, 1, 0, 2)),
                        7,
                        700,
                        List.of("w"),
                        false,
                        UtteranceEnding.CUT,
                        SpeechPriority.BULK,
                        500,
                        5L,
                        6L,
                        "en-slt",
                        "1",
                        "speech.text",
                        3,
                        4L),
                new MelChunk(
                        "u1",
                        1,
                        2,
                        true,
                        0,
                        1,
                        2,
                        eight,
                        List.of(1),
                        true,
                        MelStatus.CUT,
                        List.of(new MelWord(0, 1, 0, 2)),
                        7,
                        700,
                        List.of("w"),
                        true,
                        UtteranceEnding.CUT,
                        SpeechPriority.BULK,
                        500,
                        5L,
                        6L,
                        "en-slt",
                        "1",
                        "speech.text",
                        3,
                        4L),
                new AudioChunk(
                        "u1",
                        1,
                        2,
                        300L,
                        22050,
                        "pcm_s16le",
                        eight,
                        List.of(new WordMark(0, 2, 300L, 302L)),
                        true,
                        SpeechStatus.OK,
                        7,
                        List.of("w"),
                        true,
                        2,
                        5L,
                        "en-slt",
                        "1",
                        "speech.text",
                        3,
                        4L),
                new SpeechFailure(
                        "u1", "mel", FailureReason.CUT, "no end", "speech.text", 3, 4L, Instant.ofEpochMilli(5)),
                new JournalHead(
                        1L, eight, 2, 3L, 4L, "u1", 5L, 6, List.of(new JournalHeader("traceparent", eight)), eight),
                new SeenUtterance("speech.text", 3, 4L, 1, 5L, "en-slt", "2", 6),
                new WaitingText(
                        eight, "speech.text", 3, 4L, 5L, eight, List.of(new JournalHeader("traceparent", eight))),
                new StoreFormat(2, true),
                new MelMark(1, 2, "onnxruntime-1 cpu", true),
                new AudioMark(
                        1,
                        2,
                        3L,
                        4,
                        true,
                        5,
                        6L,
                        java.nio.ByteBuffer.wrap(bytes(7, 8)),
                        "onnxruntime-1 cpu",
                        true,
                        22050,
                        9,
                        10,
                        11),
                new ModelRelease(
                        "en-slt",
                        "2",
                        "{}",
                        List.of(new ModelArtifact("LICENSE", "ab", 3L)),
                        4,
                        5L,
                        Instant.ofEpochMilli(6),
                        "me",
                        eight),
                new ModelAliases(
                        "en-slt",
                        List.of(new ModelAlias("stable", "2", null), new ModelAlias("canary", "3", 10)),
                        List.of(new ModelAliasesBefore(
                                List.of(new ModelAlias("stable", "1", null)), Instant.ofEpochMilli(1))),
                        List.of("0.9"),
                        6L,
                        eight),
                new ModelEvent(
                        Instant.ofEpochMilli(1),
                        ModelEventKind.PROMOTED,
                        "en-slt",
                        "2",
                        "stable 1",
                        "stable 2",
                        "me",
                        "w"),
                new ModelStatus(
                        "i",
                        "sori-speech",
                        "h",
                        List.of("mel"),
                        Instant.ofEpochMilli(1),
                        2L,
                        3L,
                        List.of(new ModelVoiceStatus("en-slt", "2", ModelState.REJECTED, "no end", 4L, 6L)),
                        List.of("en-slt@1"),
                        5L,
                        true,
                        Map.of("en-slt", 6L)),
                new ShadowComparison(
                        "u1",
                        "en-slt",
                        "1",
                        "2",
                        new ShadowFigures(300L, 22050, 1.5, 2.5, 1, 2, 0, 1, 3),
                        null,
                        null,
                        0.25,
                        "no end",
                        Instant.ofEpochMilli(1),
                        "speech.text",
                        3,
                        4L));
    }

    private static List<Integer> releases(String name) throws IOException {
        try (Stream<Path> folders = Files.list(RELEASED)) {
            return folders.filter(folder -> Files.exists(folder.resolve(name + ".avsc")))
                    .map(folder -> Integer.valueOf(folder.getFileName().toString()))
                    .sorted()
                    .toList();
        }
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("examples")
    <T extends SpecificRecordBase> void keepsEverySchemaThatIsInUse(T example) throws IOException {
        String name = example.getSchema().getName();
        List<Integer> releases = releases(name);
        Schema latest = new Schema.Parser()
                .parse(RELEASED.resolve(releases.get(releases.size() - 1) + "/" + name + ".avsc")
                        .toFile());
        assertThat(SchemaNormalization.parsingFingerprint64(example.getSchema()))
                .as("a changed schema needs a new release under " + RELEASED)
                .isEqualTo(SchemaNormalization.parsingFingerprint64(latest));
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("examples")
    <T extends SpecificRecordBase> void readsTheBytesOfEveryRelease(T example) throws IOException {
        String name = example.getSchema().getName();
        @SuppressWarnings("unchecked")
        Wire<T> wire = new Wire<>((Class<T>) example.getClass());
        List<Integer> releases = releases(name);
        for (int release : releases) {
            Path golden = BYTES.resolve(release + "/" + name + ".hex");
            if (Boolean.getBoolean("golden.update") && !Files.exists(golden)) {
                Files.createDirectories(golden.getParent());
                Files.writeString(golden, HexFormat.of().formatHex(wire.encode(example)) + "\n");
            }
            byte[] old = HexFormat.of().parseHex(Files.readString(golden).strip());
            Decoded<T> decoded = wire.decode(old);
            assertThat(decoded).as("release " + release).isInstanceOf(Decoded.Value.class);
            if (release == releases.get(releases.size() - 1)) {
                assertThat(((Decoded.Value<T>) decoded).value()).isEqualTo(example);
            }
        }
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("examples")
    <T extends SpecificRecordBase> void canReadWhateverAnEarlierReleaseWrote(T example) throws IOException {
        String name = example.getSchema().getName();
        for (int release : releases(name)) {
            Schema old = new Schema.Parser()
                    .parse(RELEASED.resolve(release + "/" + name + ".avsc").toFile());
            assertThat(SchemaCompatibility.checkReaderWriterCompatibility(example.getSchema(), old)
                            .getType())
                    .isEqualTo(SchemaCompatibilityType.COMPATIBLE);
        }
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("examples")
    <T extends SpecificRecordBase> void documentsEveryField(T example) {
        assertThat(example.getSchema().getDoc()).isNotBlank();
        for (Schema.Field field : example.getSchema().getFields()) {
            assertThat(Optional.ofNullable(field.doc()))
                    .as(field.name())
                    .get()
                    .asString()
                    .isNotBlank();
        }
    }
}
