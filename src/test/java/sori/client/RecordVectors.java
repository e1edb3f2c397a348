package sori.client;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Base64;
import java.util.Comparator;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Random;
import java.util.TreeMap;
import java.util.stream.Stream;
import org.apache.avro.Schema;
import org.apache.avro.SchemaNormalization;
import org.apache.avro.generic.GenericData;
import org.apache.avro.generic.GenericDatumReader;
import org.apache.avro.generic.GenericDatumWriter;
import org.apache.avro.generic.GenericRecord;
import org.apache.avro.io.BinaryEncoder;
import org.apache.avro.io.DecoderFactory;
import org.apache.avro.io.EncoderFactory;
import org.apache.avro.specific.SpecificRecordBase;
import org.jspecify.annotations.Nullable;
import sori.kafka.Decoded;
import sori.kafka.Wire;

/** Records of every type as every release wrote them, and what they hold. */
final class RecordVectors {
    private static final Path RELEASED = Path.of("schemas", "released");
    private static final Path BYTES = Path.of("src", "test", "resources", "released");
    private static final JsonNodeFactory JSON = new ObjectMapper().getNodeFactory();

    /** What other programs write and read; of these there are more examples. */
    private static final List<String> PUBLIC = List.of("TextEvent", "SpeechControl", "AudioChunk", "SpeechFailure");

    private static final int HEADER_BYTES = 10;

    private RecordVectors() {}

    /** One schema that was released. */
    private record Released(int release, String name) {
        Schema schema() throws IOException {
            return new Schema.Parser()
                    .parse(RELEASED.resolve(release + "/" + name + ".avsc").toFile());
        }

        byte[] header() throws IOException {
            return ByteBuffer.allocate(HEADER_BYTES)
                    .order(ByteOrder.LITTLE_ENDIAN)
                    .put((byte) 0xC3)
                    .put((byte) 1)
                    .putLong(SchemaNormalization.parsingFingerprint64(schema()))
                    .array();
        }
    }

    private static List<Released> released() throws IOException {
        try (Stream<Path> files = Files.walk(RELEASED)) {
            return files.filter(file -> file.toString().endsWith(".avsc"))
                    .map(file -> new Released(
                            Integer.parseInt(Objects.requireNonNull(file.getParent())
                                    .getFileName()
                                    .toString()),
                            file.getFileName().toString().replace(".avsc", "")))
                    .sorted(Comparator.comparingInt(Released::release).thenComparing(Released::name))
                    .toList();
        }
    }

    static String fingerprints() throws IOException {
        StringBuilder lines =
                new StringBuilder("# What a value begins with: C3 01 and the CRC-64-AVRO fingerprint of its schema, "
                        + "little endian.\n# release\trecord\theader (hexadecimal)\n");
        for (Released each : released()) {
            lines.append(each.release).append('\t').append(each.name).append('\t');
            lines.append(HexFormat.of().formatHex(each.header())).append('\n');
        }
        return lines.toString();
    }

    /**
     * Vectors with {@code release}, {@code record}, {@code bytes} (base64), and {@code value}: bytes as hexadecimal, everything else
     * as JSON has it; null where the bytes are to be refused.
     */
    static List<ObjectNode> all() throws IOException {
        List<ObjectNode> vectors = new ArrayList<>();
        for (Released each : released()) {
            Path file = BYTES.resolve(each.release + "/" + each.name + ".hex");
            vectors.add(
                    vector(each, HexFormat.of().parseHex(Files.readString(file).strip())));
        }
        for (String name : PUBLIC) {
            Released newest = newest(name);
            Random random = new Random(name.hashCode());
            for (int i = 0; i < 12; i++) {
                vectors.add(vector(
                        newest, encoded(newest, Objects.requireNonNull(random(newest.schema(), random, true)))));
            }
            byte[] sound = encoded(newest, Objects.requireNonNull(random(newest.schema(), random, false)));
            for (byte[] broken : broken(sound, random)) {
                vectors.add(vector(newest, broken));
            }
        }
        vectors.add(
                vector(newest("AudioChunk"), claimingMarks(newest("AudioChunk").header())));
        return vectors;
    }

    private static Released newest(String name) throws IOException {
        return released().stream()
                .filter(each -> each.name.equals(name))
                .reduce((a, b) -> b)
                .orElseThrow();
    }

    /** A chunk that ends where it says how many billions of marks it has. */
    private static byte[] claimingMarks(byte[] header) throws IOException {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        out.write(header);
        BinaryEncoder encoder = EncoderFactory.get().binaryEncoder(out, null);
        encoder.writeString("u1");
        encoder.writeInt(0);
        encoder.writeInt(0);
        encoder.writeLong(0);
        encoder.writeInt(22050);
        encoder.writeString("pcm_s16le");
        encoder.writeBytes(new byte[2]);
        encoder.writeLong(1L << 40);
        encoder.flush();
        return out.toByteArray();
    }

    private static ObjectNode vector(Released from, byte[] bytes) throws IOException {
        ObjectNode vector = JSON.objectNode().put("release", from.release).put("record", from.name);
        vector.put("bytes", Base64.getEncoder().encodeToString(bytes));
        return vector.set("value", decoded(from.name, bytes));
    }

    /** What {@link Wire} makes of bytes. */
    @SuppressWarnings("unchecked")
    private static JsonNode decoded(String name, byte[] bytes) throws IOException {
        Wire<SpecificRecordBase> wire;
        try {
            wire = new Wire<>((Class<SpecificRecordBase>) Class.forName("sori.schema." + name));
        } catch (ClassNotFoundException e) {
            throw new IllegalStateException(e);
        }
        if (!(wire.decode(bytes) instanceof Decoded.Value<SpecificRecordBase> read)) {
            return JSON.nullNode();
        }
        Schema schema = read.value().getSchema();
        byte[] anew = wire.encode(read.value());
        GenericDatumReader<GenericRecord> reader =
                new GenericDatumReader<>(schema, schema, new GenericData()); // no conversions: times are numbers
        return json(reader.read(
                null, DecoderFactory.get().binaryDecoder(anew, HEADER_BYTES, anew.length - HEADER_BYTES, null)));
    }

    private static JsonNode json(Object value) {
        if (value == null) {
            return JSON.nullNode();
        } else if (value instanceof GenericRecord record) {
            ObjectNode object = JSON.objectNode();
            record.getSchema().getFields().forEach(field -> object.set(field.name(), json(record.get(field.pos()))));
            return object;
        } else if (value instanceof List<?> items) {
            ArrayNode array = JSON.arrayNode();
            items.forEach(item -> array.add(json(item)));
            return array;
        } else if (value instanceof Map<?, ?> entries) {
            Map<String, JsonNode> sorted = new TreeMap<>();
            entries.forEach((name, each) -> sorted.put(name.toString(), json(each)));
            return JSON.objectNode().setAll(sorted);
        } else if (value instanceof ByteBuffer bytes) {
            byte[] copy = new byte[bytes.remaining()];
            bytes.duplicate().get(copy);
            return JSON.textNode(HexFormat.of().formatHex(copy));
        } else if (value instanceof Long number) {
            return JSON.numberNode(number);
        } else if (value instanceof Integer number) {
            return JSON.numberNode(number);
        } else if (value instanceof Double number) {
            return JSON.numberNode(number);
        } else if (value instanceof Boolean flag) {
            return JSON.booleanNode(flag);
        }
        return JSON.textNode(value.toString());
    }

    private static byte[] encoded(Released from, Object value) {
        try {
            ByteArrayOutputStream out = new ByteArrayOutputStream();
            out.write(from.header());
            BinaryEncoder encoder = EncoderFactory.get().binaryEncoder(out, null);
            new GenericDatumWriter<>(from.schema()).write(value, encoder);
            encoder.flush();
            return out.toByteArray();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static final List<String> TEXTS =
            List.of("", "Hello.", "Grüße, 안녕 \uD83D\uDE00", "a\u0000b", "line\nline", "x".repeat(300));

    /** @param atAll whether strings and lists may be empty */
    private static @Nullable Object random(Schema schema, Random random, boolean atAll) {
        return switch (schema.getType()) {
            case NULL -> null;
            case BOOLEAN -> random.nextBoolean();
            case INT ->
                List.of(0, -1, 1, 63, 64, Integer.MAX_VALUE, Integer.MIN_VALUE, random.nextInt())
                        .get(random.nextInt(8));
            case LONG ->
                List.of(0L, -1L, (1L << 52) - 1, 1L - (1L << 52), random.nextLong() >> 13) // JavaScript's are exact
                        .get(random.nextInt(5));
            case STRING -> TEXTS.get(atAll ? random.nextInt(TEXTS.size()) : 1 + random.nextInt(TEXTS.size() - 1));
            case BYTES -> {
                byte[] bytes = new byte[random.nextInt(20)];
                random.nextBytes(bytes);
                yield ByteBuffer.wrap(bytes);
            }
            case ENUM ->
                new GenericData.EnumSymbol(
                        schema,
                        schema.getEnumSymbols()
                                .get(random.nextInt(schema.getEnumSymbols().size())));
            case UNION ->
                random(schema.getTypes().get(random.nextInt(schema.getTypes().size())), random, atAll);
            case ARRAY ->
                Stream.generate(() -> random(schema.getElementType(), random, atAll))
                        .limit(random.nextInt(4))
                        .toList();
            case MAP -> {
                Map<String, Object> map = new TreeMap<>();
                for (int i = random.nextInt(3); i > 0; i--) {
                    map.put("name" + i, random(schema.getValueType(), random, atAll));
                }
                yield map;
            }
            case RECORD -> {
                GenericData.Record record = new GenericData.Record(schema);
                schema.getFields().forEach(field -> record.put(field.pos(), random(field.schema(), random, atAll)));
                yield record;
            }
            default -> throw new IllegalStateException(schema.getType() + " is in no schema of ours");
        };
    }

    /** Cut off in many places, with another header, and with what no type knows where its body begins. */
    private static List<byte[]> broken(byte[] sound, Random random) {
        List<byte[]> all = new ArrayList<>();
        for (int length : new int[] {0, 1, 2, HEADER_BYTES - 1, HEADER_BYTES, sound.length - 1}) {
            all.add(Arrays.copyOf(sound, length));
        }
        random.ints(6, HEADER_BYTES, sound.length).forEach(length -> all.add(Arrays.copyOf(sound, length)));
        byte[] marker = sound.clone();
        marker[0] = 0;
        all.add(marker);
        byte[] fingerprint = sound.clone();
        fingerprint[5] ^= 1;
        all.add(fingerprint);
        byte[] claim = Arrays.copyOf(sound, HEADER_BYTES + 6); // a length, a count or a branch of billions
        Arrays.fill(claim, HEADER_BYTES, HEADER_BYTES + 5, (byte) 0xFE);
        all.add(claim);
        all.add("{\"text\":\"JSON\"}".getBytes(StandardCharsets.UTF_8));
        return all;
    }
}
