package sori.kafka;

import static org.assertj.core.api.Assertions.assertThat;

import com.sun.management.ThreadMXBean;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.stream.Stream;
import org.apache.avro.Schema;
import org.apache.avro.generic.GenericData;
import org.apache.avro.generic.GenericDatumWriter;
import org.apache.avro.io.BinaryEncoder;
import org.apache.avro.io.EncoderFactory;
import org.apache.avro.message.BinaryMessageEncoder;
import org.apache.avro.specific.SpecificRecordBase;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

class WireTest {
    private static final int VARIANTS = 400;

    /** What decoding may allocate: a list's boxes and a record's objects weigh more than their bytes. */
    private static final long MOST_BYTES_PER_BYTE = 400;

    private static final long MOST_BYTES_BESIDE = 2_000_000;

    private static final long[] CLAIMS = {
        -1,
        -2,
        Long.MIN_VALUE,
        Long.MAX_VALUE,
        Integer.MAX_VALUE - 8L,
        Integer.MAX_VALUE,
        1L << 31,
        1L << 32,
        1 << 24,
        1000
    };

    private final Random random = new Random(11);
    private final ThreadMXBean threads = (ThreadMXBean) ManagementFactory.getThreadMXBean();

    static List<Class<? extends SpecificRecordBase>> types() throws IOException {
        List<Class<? extends SpecificRecordBase>> types = new ArrayList<>();
        try (Stream<Path> schemas = Files.list(Path.of("schemas"))) {
            schemas.map(path -> path.getFileName().toString())
                    .filter(name -> name.endsWith(".avsc"))
                    .forEach(name -> types.add(type(name.substring(0, name.length() - ".avsc".length()))));
        }
        return types;
    }

    private static Class<? extends SpecificRecordBase> type(String name) {
        try {
            return Class.forName("sori.schema." + name).asSubclass(SpecificRecordBase.class);
        } catch (ClassNotFoundException e) {
            throw new AssertionError(e);
        }
    }

    @ParameterizedTest
    @MethodSource("types")
    @DisplayName("what was encoded is decoded, whatever the values")
    void roundTrip(Class<? extends SpecificRecordBase> type) throws Exception {
        Schema schema = schema(type);
        Wire<?> wire = new Wire<>(type);
        for (int i = 0; i < VARIANTS; i++) {
            assertThat(wire.decode(message(schema, value(schema)))).isInstanceOf(Decoded.Value.class);
        }
    }

    @ParameterizedTest
    @MethodSource("types")
    @DisplayName("a length, count or index that the bytes do not bear out is refused, and costs no memory")
    void claims(Class<? extends SpecificRecordBase> type) throws Exception {
        Schema schema = schema(type);
        Wire<?> wire = new Wire<>(type);
        for (int i = 0; i < VARIANTS; i++) {
            byte[] good = message(schema, value(schema));
            int at = 10 + random.nextInt(good.length - 10);
            byte[] claim = varint(CLAIMS[random.nextInt(CLAIMS.length)]);
            decodeCheaply(wire, joined(Arrays.copyOf(good, at), claim, Arrays.copyOfRange(good, at + 1, good.length)));
            decodeCheaply(wire, joined(Arrays.copyOf(good, at), claim, new byte[0]));
        }
    }

    @ParameterizedTest
    @MethodSource("types")
    @DisplayName("a record that is cut off anywhere is refused")
    void cutOff(Class<? extends SpecificRecordBase> type) throws Exception {
        Schema schema = schema(type);
        Wire<?> wire = new Wire<>(type);
        byte[] good = message(schema, value(schema));
        for (int length = 0; length < good.length; length++) {
            assertThat(decodeCheaply(wire, Arrays.copyOf(good, length))).isInstanceOf(Decoded.Unreadable.class);
        }
    }

    @ParameterizedTest
    @MethodSource("types")
    @DisplayName("bytes changed at random give a value or a reason, never an exception")
    void changed(Class<? extends SpecificRecordBase> type) throws Exception {
        Schema schema = schema(type);
        Wire<?> wire = new Wire<>(type);
        for (int i = 0; i < VARIANTS; i++) {
            byte[] bytes = message(schema, value(schema));
            for (int flips = 1 + random.nextInt(4); flips > 0; flips--) {
                bytes[10 + random.nextInt(bytes.length - 10)] = (byte) random.nextInt();
            }
            decodeCheaply(wire, bytes);
        }
        for (int i = 0; i < VARIANTS; i++) {
            byte[] garbage = new byte[random.nextInt(200)];
            random.nextBytes(garbage);
            assertThat(decodeCheaply(wire, garbage)).isInstanceOf(Decoded.Unreadable.class);
            byte[] header = Arrays.copyOf(message(schema, value(schema)), 10);
            decodeCheaply(wire, joined(header, garbage, new byte[0]));
        }
    }

    @Test
    @DisplayName("the first string of a text event may claim nothing")
    void twentyBytes() {
        Wire<?> wire = new Wire<>(type("TextEvent"));
        for (long claim : CLAIMS) {
            byte[] header = Arrays.copyOf(message(schema(type("TextEvent")), value(schema(type("TextEvent")))), 10);
            byte[] bytes = joined(header, new byte[] {0}, varint(claim));
            assertThat(decodeCheaply(wire, bytes)).isInstanceOf(Decoded.Unreadable.class);
        }
    }

    @Test
    @DisplayName("no value is a reason too, and a stranger's schema is named")
    void reasons() {
        Wire<?> wire = new Wire<>(type("TextEvent"));
        assertThat(reason(wire.decode(null))).contains("no value");
        byte[] stranger = message(schema(type("AudioMark")), value(schema(type("AudioMark"))));
        assertThat(reason(wire.decode(stranger))).contains("no released schema");
    }

    private static String reason(Decoded<?> decoded) {
        return ((Decoded.Unreadable<?>) decoded).reason();
    }

    private Decoded<?> decodeCheaply(Wire<?> wire, byte[] bytes) {
        long before = threads.getThreadAllocatedBytes(Thread.currentThread().getId());
        Decoded<?> decoded = wire.decode(bytes);
        long allocated = threads.getThreadAllocatedBytes(Thread.currentThread().getId()) - before;
        assertThat(allocated).isLessThan(MOST_BYTES_BESIDE + MOST_BYTES_PER_BYTE * bytes.length);
        return decoded;
    }

    private static Schema schema(Class<? extends SpecificRecordBase> type) {
        try {
            return (Schema) type.getMethod("getClassSchema").invoke(null);
        } catch (ReflectiveOperationException e) {
            throw new AssertionError(e);
        }
    }

    private static byte[] message(Schema schema, @Nullable Object value) {
        try {
            ByteBuffer header = new BinaryMessageEncoder<>(GenericData.get(), schema).encode(value);
            byte[] bytes = new byte[10];
            header.get(bytes);
            ByteArrayOutputStream out = new ByteArrayOutputStream();
            out.write(bytes);
            BinaryEncoder encoder = EncoderFactory.get().binaryEncoder(out, null);
            new GenericDatumWriter<>(schema).write(value, encoder);
            encoder.flush();
            return out.toByteArray();
        } catch (IOException e) {
            throw new AssertionError(e);
        }
    }

    private static byte[] varint(long value) {
        try {
            ByteArrayOutputStream out = new ByteArrayOutputStream();
            BinaryEncoder encoder = EncoderFactory.get().binaryEncoder(out, null);
            encoder.writeLong(value);
            encoder.flush();
            return out.toByteArray();
        } catch (IOException e) {
            throw new AssertionError(e);
        }
    }

    private static byte[] joined(byte[]... parts) {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        Stream.of(parts).forEach(out::writeBytes);
        return out.toByteArray();
    }

    private @Nullable Object value(Schema schema) {
        return switch (schema.getType()) {
            case RECORD -> {
                GenericData.Record made = new GenericData.Record(schema);
                schema.getFields().forEach(field -> made.put(field.name(), value(field.schema())));
                yield made;
            }
            case ENUM ->
                new GenericData.EnumSymbol(
                        schema,
                        schema.getEnumSymbols()
                                .get(random.nextInt(schema.getEnumSymbols().size())));
            case UNION ->
                value(schema.getTypes().get(random.nextInt(schema.getTypes().size())));
            case ARRAY -> {
                List<Object> items = new ArrayList<>();
                for (int i = random.nextInt(5); i > 0; i--) {
                    items.add(value(schema.getElementType()));
                }
                yield items;
            }
            case MAP -> {
                Map<String, Object> entries = new HashMap<>();
                for (int i = random.nextInt(3); i > 0; i--) {
                    entries.put("key" + i, value(schema.getValueType()));
                }
                yield entries;
            }
            case STRING -> "x".repeat(random.nextInt(20));
            case BYTES -> ByteBuffer.wrap(new byte[random.nextInt(20)]);
            case INT -> random.nextInt();
            case LONG -> random.nextLong() >> random.nextInt(60);
            case FLOAT -> random.nextFloat();
            case DOUBLE -> random.nextDouble();
            case BOOLEAN -> random.nextBoolean();
            case FIXED -> new GenericData.Fixed(schema, new byte[schema.getFixedSize()]);
            case NULL -> null;
        };
    }
}
