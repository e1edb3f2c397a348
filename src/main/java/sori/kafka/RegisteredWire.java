package sori.kafka;

import java.nio.ByteBuffer;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.stream.Collectors;
import org.apache.avro.Schema;
import org.apache.avro.SchemaCompatibility;
import org.apache.avro.SchemaCompatibility.SchemaCompatibilityType;
import org.apache.avro.message.RawMessageDecoder;
import org.apache.avro.specific.SpecificData;
import org.apache.avro.specific.SpecificRecordBase;
import org.jspecify.annotations.Nullable;

/**
 * One record type of a topic in Confluent's framing: a zero, the schema's number in a registry (four bytes, big endian), the binary
 * record. What it writes is registered as {@code TOPIC-value}; what it reads may have been written by any schema that the record's own
 * can be read from. Nothing is allocated by what bytes claim: {@link RecordBytes} looks at them first. Thread-safe.
 */
final class RegisteredWire<T extends SpecificRecordBase> implements Codec<T> {
    private static final int HEADER_BYTES = 1 + Integer.BYTES;
    private static final int REMEMBERED = 1000;

    private final SchemaRegistry registry;
    private final String subject;
    private final Wire<T> own;
    private final SpecificData model;
    private final Schema schema;
    private final Schema written;
    private final Map<Integer, Decoded<Writer<T>>> writers = new LinkedHashMap<>(16, 0.75f, true) {
        private static final long serialVersionUID = 1;

        @Override
        protected boolean removeEldestEntry(Map.Entry<Integer, Decoded<Writer<T>>> eldest) {
            return size() > REMEMBERED;
        }
    };

    private record Writer<T>(Schema schema, RawMessageDecoder<T> decoder) {}

    RegisteredWire(SchemaRegistry registry, String topic, Class<T> type) {
        this.registry = registry;
        this.subject = topic + "-value";
        this.own = new Wire<>(type);
        this.model = SpecificData.getForClass(type);
        this.schema = model.getSchema(type);
        this.written = plain(schema);
    }

    /** The number that the records of a topic have. */
    static int register(SchemaRegistry registry, String topic, Class<? extends SpecificRecordBase> type) {
        return registry.register(
                topic + "-value", plain(SpecificData.getForClass(type).getSchema(type)));
    }

    /** Without what only Java's generated classes need. */
    private static Schema plain(Schema generated) {
        String text = generated
                .toString()
                .replace("{\"type\":\"string\",\"avro.java.string\":\"String\"}", "\"string\"")
                .replace(",\"avro.java.string\":\"String\"", "");
        return new Schema.Parser().parse(text);
    }

    @Override
    public byte[] encode(T value) {
        byte[] single = own.encode(value);
        int id = registry.register(subject, written);
        return ByteBuffer.allocate(HEADER_BYTES + single.length - Wire.HEADER_BYTES)
                .put((byte) 0)
                .putInt(id)
                .put(single, Wire.HEADER_BYTES, single.length - Wire.HEADER_BYTES)
                .array();
    }

    @Override
    public Decoded<T> decode(byte @Nullable [] bytes) {
        if (bytes == null) {
            return unreadable("the record has no value");
        }
        if (bytes.length < HEADER_BYTES || bytes[0] != 0) {
            return unreadable(Framing.ratherSingleObject(bytes)
                    .orElse("it does not begin with a zero and the number of a schema"));
        }
        Decoded<Writer<T>> found = writer(ByteBuffer.wrap(bytes).getInt(1));
        if (!(found instanceof Decoded.Value<Writer<T>> writer)) {
            return unreadable(((Decoded.Unreadable<Writer<T>>) found).reason());
        }
        String problem = RecordBytes.problem(writer.value().schema, bytes, HEADER_BYTES);
        if (problem != null) {
            return unreadable(problem);
        }
        try {
            ByteBuffer record = ByteBuffer.wrap(bytes, HEADER_BYTES, bytes.length - HEADER_BYTES);
            return new Decoded.Value<>(writer.value().decoder.decode(record.slice(), null));
        } catch (Exception e) { // such as a symbol of an enum that only its writer knew
            return unreadable(e.toString());
        }
    }

    @Override
    public boolean frames(byte[] bytes) {
        return (bytes.length > 0 && bytes[0] == 0) || own.frames(bytes);
    }

    private Decoded<Writer<T>> writer(int id) {
        synchronized (writers) {
            Decoded<Writer<T>> known = writers.get(id);
            if (known != null) {
                return known;
            }
        }
        Decoded<Schema> found = registry.schema(id);
        if (!(found instanceof Decoded.Value<Schema> by)) {
            return new Decoded.Unreadable<>(
                    ((Decoded.Unreadable<Schema>) found).reason()); // asked for again: the registry remembers
        }
        Decoded<Writer<T>> writer = judged(id, by.value());
        synchronized (writers) {
            writers.put(id, writer);
        }
        return writer;
    }

    private Decoded<Writer<T>> judged(int id, Schema writer) {
        SchemaCompatibility.SchemaPairCompatibility fits =
                SchemaCompatibility.checkReaderWriterCompatibility(schema, writer);
        return fits.getType() == SchemaCompatibilityType.COMPATIBLE
                ? new Decoded.Value<>(new Writer<>(writer, new RawMessageDecoder<>(model, writer, schema)))
                : new Decoded.Unreadable<>("schema id " + id + " is " + writer.getFullName()
                        + ", and this cannot be read from it: "
                        + fits.getResult().getIncompatibilities().stream()
                                .map(each -> each.getMessage() + " at " + each.getLocation())
                                .collect(Collectors.joining("; ")));
    }

    private Decoded<T> unreadable(String why) {
        return new Decoded.Unreadable<>("not a " + schema.getName() + " in Confluent's framing: " + why);
    }
}
