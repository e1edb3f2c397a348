package sori.training;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import com.google.protobuf.CodedInputStream;
import com.google.protobuf.WireFormat;
import java.awt.image.BufferedImage;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Stream;
import java.util.zip.CRC32C;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import sori.plot.Png;

/** Event files, read back record by record as the format says, every checksum held against its bytes. */
class EventFileTest {
    @TempDir
    private Path folder;

    /** A message's fields by their numbers, each {@code Long}, {@code Integer} (bits of a float) or {@code byte[]}. */
    private static Map<Integer, List<Object>> fields(byte[] message) throws IOException {
        Map<Integer, List<Object>> fields = new TreeMap<>();
        CodedInputStream in = CodedInputStream.newInstance(message);
        for (int tag = in.readTag(); tag != 0; tag = in.readTag()) {
            Object value = switch (WireFormat.getTagWireType(tag)) {
                case WireFormat.WIRETYPE_VARINT -> in.readRawVarint64();
                case WireFormat.WIRETYPE_FIXED64 -> in.readRawLittleEndian64();
                case WireFormat.WIRETYPE_FIXED32 -> in.readRawLittleEndian32();
                default -> in.readByteArray();
            };
            fields.computeIfAbsent(WireFormat.getTagFieldNumber(tag), number -> new ArrayList<>())
                    .add(value);
        }
        return fields;
    }

    private static Map<Integer, List<Object>> inner(Map<Integer, List<Object>> message, int field) throws IOException {
        return fields((byte[]) message.get(field).get(0));
    }

    private static String text(Map<Integer, List<Object>> message, int field) {
        return new String((byte[]) message.get(field).get(0), StandardCharsets.UTF_8);
    }

    /** CRC-32C, rotated right by 15 bits and moved by a constant, as record_writer.cc has it. */
    private static int masked(byte[] bytes) {
        CRC32C crc = new CRC32C();
        crc.update(bytes);
        long value = crc.getValue();
        return (int) (((value >> 15) | (value << 17)) + 0xa282ead8L);
    }

    private List<Map<Integer, List<Object>>> events() throws IOException {
        List<Map<Integer, List<Object>>> events = new ArrayList<>();
        try (Stream<Path> files = Files.list(folder)) {
            Path file = files.filter(path -> path.getFileName().toString().startsWith("events.out.tfevents."))
                    .findFirst()
                    .orElseThrow();
            ByteBuffer in = ByteBuffer.wrap(Files.readAllBytes(file)).order(ByteOrder.LITTLE_ENDIAN);
            while (in.hasRemaining()) {
                byte[] length = new byte[Long.BYTES];
                in.get(length);
                assertThat(in.getInt()).isEqualTo(masked(length));
                byte[] data = new byte
                        [(int) ByteBuffer.wrap(length)
                                .order(ByteOrder.LITTLE_ENDIAN)
                                .getLong()];
                in.get(data);
                assertThat(in.getInt()).isEqualTo(masked(data));
                events.add(fields(data));
            }
        }
        return events;
    }

    @Test
    void theChecksumIsThePublishedOne() {
        CRC32C crc = new CRC32C();
        crc.update("123456789".getBytes(StandardCharsets.US_ASCII));
        assertThat(crc.getValue()).as("the check value of CRC-32C (iSCSI)").isEqualTo(0xe3069283L);
    }

    @Test
    void aFileBeginsWithItsVersionAndTheSessionThatGoesOn() throws IOException {
        EventFile.begin(folder, 41).close();
        List<Map<Integer, List<Object>>> events = events();
        assertThat(events).hasSize(2);
        assertThat(text(events.get(0), 3)).isEqualTo("brain.Event:2");
        double seconds = Double.longBitsToDouble((Long) events.get(0).get(1).get(0));
        assertThat(seconds).isCloseTo(System.currentTimeMillis() / 1000.0, within(600.0));
        assertThat(events.get(1).get(2)).as("the first step that is done again").containsExactly(42L);
        assertThat(inner(events.get(1), 7).get(1)).as("SessionLog.START").containsExactly(1L);
    }

    @Test
    void scalarsHaveTagAndValue() throws IOException {
        try (EventFile file = EventFile.begin(folder, 0)) {
            file.scalars(7, new TreeMap<>(Map.of("training/mel", 0.25, "training/guide", Double.NaN, "x", -2.0)));
        }
        Map<Integer, List<Object>> event = events().get(2);
        assertThat(event.get(2)).containsExactly(7L);
        List<Object> values = inner(event, 5).get(1);
        assertThat(values).as("without what is no number").hasSize(2);
        Map<Integer, List<Object>> first = fields((byte[]) values.get(0));
        assertThat(text(first, 1)).isEqualTo("training/mel");
        assertThat(Float.intBitsToFloat((Integer) first.get(2).get(0))).isEqualTo(0.25f);
        Map<Integer, List<Object>> second = fields((byte[]) values.get(1));
        assertThat(text(second, 1)).isEqualTo("x");
        assertThat(Float.intBitsToFloat((Integer) second.get(2).get(0))).isEqualTo(-2f);
    }

    @Test
    void picturesHaveTheirSizeAndTheFilesBytes() throws IOException {
        Path png = folder.resolve("picture.png");
        Png.write(new BufferedImage(30, 20, BufferedImage.TYPE_INT_RGB), png);
        try (EventFile file = EventFile.begin(folder, 0)) {
            file.picture(9, "alignment", png);
        }
        Map<Integer, List<Object>> value = inner(inner(events().get(2), 5), 1);
        assertThat(text(value, 1)).isEqualTo("alignment");
        Map<Integer, List<Object>> image = inner(value, 4);
        assertThat(image.get(1)).as("height").containsExactly(20L);
        assertThat(image.get(2)).as("width").containsExactly(30L);
        assertThat(image.get(3)).as("RGB").containsExactly(3L);
        assertThat((byte[]) image.get(4).get(0)).isEqualTo(Files.readAllBytes(png));
    }
}
