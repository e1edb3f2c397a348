package sori.kafka;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.HashMap;
import java.util.Map;
import org.apache.avro.Schema;
import org.apache.avro.SchemaNormalization;
import org.apache.avro.message.BinaryMessageDecoder;
import org.apache.avro.message.BinaryMessageEncoder;
import org.apache.avro.message.SchemaStore;
import org.apache.avro.specific.SpecificData;
import org.apache.avro.specific.SpecificRecordBase;
import org.jspecify.annotations.Nullable;
import sori.schema.GeneratedSchemas;

/**
 * One record type in Avro's single-object encoding: two marker bytes, the schema's fingerprint, the binary record. Reads
 * bytes written with any released schema (the class path's {@code schemas/released}). Nothing is allocated by what bytes claim:
 * {@link RecordBytes} looks at them first. Thread-safe.
 *
 * @param <T> class generated from {@code schemas/}
 */
public final class Wire<T extends SpecificRecordBase> implements Codec<T> {
    static {
        GeneratedSchemas.trust();
    }

    static final int HEADER_BYTES = 2 + Long.BYTES;

    /** The newest folder under {@code schemas/released}; each holds only what it changed. */
    private static final int RELEASES = 9;

    private final String name;
    private final BinaryMessageEncoder<T> encoder;
    private final BinaryMessageDecoder<T> decoder;
    /** What may have written a record, by the fingerprint in its header. */
    private final Map<Long, Schema> writers = new HashMap<>();

    public Wire(Class<T> type) {
        SpecificData model = SpecificData.getForClass(type);
        Schema schema = model.getSchema(type);
        SchemaStore.Cache released = new SchemaStore.Cache();
        addWriter(schema);
        for (int release = 1; release <= RELEASES; release++) {
            addReleased(released, schema.getName(), release);
        }
        this.name = schema.getName();
        this.encoder = new BinaryMessageEncoder<>(model, schema);
        this.decoder = new BinaryMessageDecoder<>(model, schema, released);
    }

    private void addWriter(Schema schema) {
        writers.put(SchemaNormalization.parsingFingerprint64(schema), schema);
    }

    private void addReleased(SchemaStore.Cache store, String type, int release) {
        String resource = "/schemas/released/" + release + "/" + type + ".avsc";
        try (InputStream in = Wire.class.getResourceAsStream(resource)) {
            if (in != null) {
                Schema schema = new Schema.Parser().parse(in);
                store.addSchema(schema);
                addWriter(schema);
            }
        } catch (IOException e) {
            throw new UncheckedIOException("cannot read " + resource, e);
        }
    }

    @Override
    public byte[] encode(T value) {
        try {
            ByteBuffer buffer = encoder.encode(value);
            byte[] bytes = new byte[buffer.remaining()];
            buffer.get(bytes);
            return bytes;
        } catch (IOException e) {
            throw new UncheckedIOException("writing to memory failed", e);
        }
    }

    /** Refusing costs no exception. */
    @Override
    public Decoded<T> decode(byte @Nullable [] bytes) {
        String problem = problem(bytes);
        if (bytes == null || problem != null) {
            return unreadable(String.valueOf(problem));
        }
        try {
            return new Decoded.Value<>(decoder.decode(bytes));
        } catch (IOException | RuntimeException e) {
            return unreadable(e.toString()); // such as a symbol of an enum that only its writer knew
        }
    }

    @Override
    public boolean frames(byte[] bytes) {
        return bytes.length >= 2 && bytes[0] == (byte) 0xC3 && bytes[1] == 0x01;
    }

    private @Nullable String problem(byte @Nullable [] bytes) {
        if (bytes == null) {
            return "the record has no value";
        }
        if (bytes.length < HEADER_BYTES || !frames(bytes)) {
            return Framing.ratherConfluent(bytes).orElse("it does not begin with C3 01 and a schema's fingerprint");
        }
        long fingerprint = ByteBuffer.wrap(bytes).order(ByteOrder.LITTLE_ENDIAN).getLong(2);
        Schema writer = writers.get(fingerprint);
        return writer == null
                ? "no released schema has the fingerprint " + Long.toHexString(fingerprint)
                : RecordBytes.problem(writer, bytes, HEADER_BYTES);
    }

    private Decoded<T> unreadable(String why) {
        return new Decoded.Unreadable<>("not a " + name + " in Avro single-object encoding: " + why);
    }
}
