package sori.kafka;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import org.apache.avro.AvroRuntimeException;
import org.apache.avro.Schema;
import org.apache.avro.message.BinaryMessageDecoder;
import org.apache.avro.message.BinaryMessageEncoder;
import org.apache.avro.message.SchemaStore;
import org.apache.avro.specific.SpecificData;
import org.apache.avro.specific.SpecificRecordBase;
import org.apache.avro.util.ClassSecurityValidator;
import org.apache.avro.util.ClassSecurityValidator.ClassSecurityPredicate;
import sori.schema.TextEvent;

/**
 * One record type in Avro's single-object encoding: two marker bytes, the schema's fingerprint, the binary record. Reads
 * bytes written with any released schema (the class path's {@code schemas/released}). Thread-safe.
 *
 * @param <T> class generated from {@code schemas/}
 */
public final class Wire<T extends SpecificRecordBase> {
    static {
        // Avro makes objects only of classes that it was told to trust; this adds the generated ones, and no other.
        ClassSecurityPredicate before = ClassSecurityValidator.getGlobal();
        String generated = TextEvent.class.getPackageName();
        ClassSecurityValidator.setGlobal(ClassSecurityValidator.composite(
                before, type -> type.getPackageName().equals(generated)));
    }

    /** The newest folder under {@code schemas/released}; each holds only what it changed. */
    private static final int RELEASES = 6;

    private final String name;
    private final BinaryMessageEncoder<T> encoder;
    private final BinaryMessageDecoder<T> decoder;

    public Wire(Class<T> type) {
        SpecificData model = SpecificData.getForClass(type);
        Schema schema = model.getSchema(type);
        SchemaStore.Cache released = new SchemaStore.Cache();
        for (int release = 1; release <= RELEASES; release++) {
            addReleased(released, schema.getName(), release);
        }
        this.name = schema.getName();
        this.encoder = new BinaryMessageEncoder<>(model, schema);
        this.decoder = new BinaryMessageDecoder<>(model, schema, released);
    }

    private static void addReleased(SchemaStore.Cache store, String name, int release) {
        String resource = "/schemas/released/" + release + "/" + name + ".avsc";
        try (InputStream in = Wire.class.getResourceAsStream(resource)) {
            if (in != null) {
                store.addSchema(new Schema.Parser().parse(in));
            }
        } catch (IOException e) {
            throw new UncheckedIOException("cannot read " + resource, e);
        }
    }

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

    /** Total: any bytes give a value or a reason. */
    public Decoded<T> decode(byte[] bytes) {
        try {
            return new Decoded.Value<>(decoder.decode(bytes));
        } catch (IOException | AvroRuntimeException | IndexOutOfBoundsException | ClassCastException e) {
            // A corrupt index into an enum or union surfaces as IndexOutOfBounds.
            return new Decoded.Unreadable<>("not a " + name + " in Avro single-object encoding: " + e.getMessage());
        }
    }
}
