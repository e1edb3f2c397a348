package sori.training;

import com.google.protobuf.CodedOutputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.Instant;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.zip.CRC32C;

/**
 * A file of training figures and pictures that TensorBoard reads ({@code events.out.tfevents.*}). It is a sequence of TFRecords
 * (length, masked CRC-32C of the length, bytes, masked CRC-32C of the bytes; all little-endian), each an {@code Event} in protocol
 * buffers; the few messages that are needed ({@code event.proto} and {@code summary.proto} of TensorFlow) are written field by field.
 *
 * <p>A process writes a file of its own; TensorBoard reads those of one folder in the order of their names, and forgets what a later
 * file does again. Every event is written at once, so that it can be looked at while training goes on. Not thread-safe.
 */
final class EventFile implements AutoCloseable {
    private static final String VERSION = "brain.Event:2";
    private static final int START = 1;
    private static final int RGB = 3;

    /** Where the width and the height stand in a PNG file, after its signature and the head of its first chunk. */
    private static final int PNG_SIZE = 16;

    /** Files that this process has begun. */
    private static final AtomicInteger BEGUN = new AtomicInteger();

    private final OutputStream file;

    /** Writes the fields of a message. */
    private interface Fields {
        void write(CodedOutputStream out) throws IOException;
    }

    private EventFile(OutputStream file) {
        this.file = file;
    }

    /**
     * Begins a file.
     *
     * @param step done so far: what other files of the folder say of this step and later ones was lost, and is done again
     */
    static EventFile begin(Path folder, long step) throws IOException {
        Files.createDirectories(folder);
        // In the order of their beginnings, also of two in a second, as TensorBoard reads them by name.
        String name = String.format(
                Locale.ROOT,
                "events.out.tfevents.%d.%d.%04d.sori",
                Instant.now().getEpochSecond(),
                ProcessHandle.current().pid(),
                BEGUN.getAndIncrement());
        Path path = folder.resolve(name);
        EventFile events =
                new EventFile(Files.newOutputStream(path, StandardOpenOption.CREATE_NEW, StandardOpenOption.WRITE));
        events.event(0, out -> out.writeString(3, VERSION));
        byte[] session = message(out -> out.writeEnum(1, START));
        events.event(step + 1, out -> out.writeByteArray(7, session));
        return events;
    }

    /** @param values by tag, such as {@code training/mel}; NaN is left out */
    void scalars(long step, Map<String, Double> values) throws IOException {
        byte[] summary = message(out -> {
            for (Map.Entry<String, Double> value : values.entrySet()) {
                if (!value.getValue().isNaN()) {
                    byte[] scalar = message(fields -> {
                        fields.writeString(1, value.getKey());
                        fields.writeFloat(2, value.getValue().floatValue());
                    });
                    out.writeByteArray(1, scalar);
                }
            }
        });
        event(step, out -> out.writeByteArray(5, summary));
    }

    /** @param png an existing file */
    void picture(long step, String tag, Path png) throws IOException {
        byte[] bytes = Files.readAllBytes(png);
        ByteBuffer head = ByteBuffer.wrap(bytes);
        byte[] image = message(out -> {
            out.writeInt32(1, head.getInt(PNG_SIZE + Integer.BYTES));
            out.writeInt32(2, head.getInt(PNG_SIZE));
            out.writeInt32(3, RGB);
            out.writeByteArray(4, bytes);
        });
        byte[] value = message(out -> {
            out.writeString(1, tag);
            out.writeByteArray(4, image);
        });
        byte[] summary = message(out -> out.writeByteArray(1, value));
        event(step, out -> out.writeByteArray(5, summary));
    }

    private void event(long step, Fields what) throws IOException {
        double seconds = System.currentTimeMillis() / 1000.0;
        file.write(record(message(out -> {
            out.writeDouble(1, seconds);
            out.writeInt64(2, step);
            what.write(out);
        })));
    }

    private static byte[] message(Fields fields) throws IOException {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        CodedOutputStream out = CodedOutputStream.newInstance(bytes);
        fields.write(out);
        out.flush();
        return bytes.toByteArray();
    }

    private static byte[] record(byte[] data) {
        ByteBuffer record = ByteBuffer.allocate(Long.BYTES + 2 * Integer.BYTES + data.length)
                .order(ByteOrder.LITTLE_ENDIAN);
        record.putLong(data.length);
        record.putInt(masked(record.array(), 0, Long.BYTES));
        record.put(data);
        record.putInt(masked(data, 0, data.length));
        return record.array();
    }

    /** Masked as TFRecords want it, lest a checksum of data that holds checksums come out as one of them. */
    private static int masked(byte[] bytes, int from, int length) {
        CRC32C crc = new CRC32C();
        crc.update(bytes, from, length);
        return Integer.rotateRight((int) crc.getValue(), 15) + 0xa282ead8;
    }

    @Override
    public void close() throws IOException {
        file.close();
    }
}
