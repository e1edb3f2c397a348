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
    private record Message(Map<Integer, List<Object>> fields) {
        static Message parse(byte[] bytes) throws IOException {
            Map<Integer, List<Object>> fields = new TreeMap<>();
            CodedInputStream in = CodedInputStream.newInstance(bytes);
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
            return new Message(fields);
        }

        List<Object> all(int field) {
            return fields.getOrDefault(field, List.of());
        }

        byte[] bytes(int field) {
            return (byte[]) all(field).get(0);
        }

        String text(int field) {
            return new String(bytes(field), StandardCharsets.UTF_8);
        }

        Message inner(int field) throws IOException {
            return parse(bytes(field));
        }

        float number(int field) {
            return Float.intBitsToFloat((Integer) all(field).get(0));
        }
    }

    /** CRC-32C, rotated right by 15 bits and moved by a constant, as record_writer.cc has it. */
    private static int masked(byte[] bytes) {
        CRC32C crc = new CRC32C();
        crc.update(bytes);
        long value = crc.getValue();
        return (int) (((value >> 15) | (value << 17)) + 0xa282ead8L);
    }

    private List<Message> events() throws IOException {
        List<Message> events = new ArrayList<>();
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
                events.add(Message.parse(data));
            }
        }
        return events;
    }

    @Test
    void filesThatBeginInOneSecondAreReadInTheOrderOfTheirBeginnings() throws IOException {
        List<String> begun = new ArrayList<>();
        for (long step = 0; step < 3; step++) {
            EventFile.begin(folder, step).close();
            try (Stream<Path> files = Files.list(folder)) {
                files.map(file -> file.getFileName().toString())
                        .filter(name -> !begun.contains(name))
                        .forEach(begun::add);
            }
        }
        assertThat(begun).hasSize(3).isSorted();
    }

    @Test
    void aFileBeginsWithItsVersionAndTheSessionThatGoesOn() throws IOException {
        EventFile.begin(folder, 41).close();
        List<Message> events = events();
        assertThat(events).hasSize(2);
        assertThat(events.get(0).text(3)).isEqualTo("brain.Event:2");
        double seconds = Double.longBitsToDouble((Long) events.get(0).all(1).get(0));
        assertThat(seconds).isCloseTo(System.currentTimeMillis() / 1000.0, within(600.0));
        assertThat(events.get(1).all(2)).as("the first step that is done again").containsExactly(42L);
        assertThat(events.get(1).inner(7).all(1)).as("SessionLog.START").containsExactly(1L);
    }

    @Test
    void scalarsHaveTagAndValue() throws IOException {
        try (EventFile file = EventFile.begin(folder, 0)) {
            file.scalars(7, new TreeMap<>(Map.of("training/mel", 0.25, "training/guide", Double.NaN, "x", -2.0)));
        }
        Message event = events().get(2);
        assertThat(event.all(2)).containsExactly(7L);
        List<Object> values = event.inner(5).all(1);
        assertThat(values).as("without what is no number").hasSize(2);
        Message first = Message.parse((byte[]) values.get(0));
        assertThat(first.text(1)).isEqualTo("training/mel");
        assertThat(first.number(2)).isEqualTo(0.25f);
        Message second = Message.parse((byte[]) values.get(1));
        assertThat(second.text(1)).isEqualTo("x");
        assertThat(second.number(2)).isEqualTo(-2f);
    }

    @Test
    void picturesHaveTheirSizeAndTheFilesBytes() throws IOException {
        Path png = folder.resolve("picture.png");
        Png.write(new BufferedImage(30, 20, BufferedImage.TYPE_INT_RGB), png);
        try (EventFile file = EventFile.begin(folder, 0)) {
            file.picture(9, "alignment", png);
        }
        Message value = events().get(2).inner(5).inner(1);
        assertThat(value.text(1)).isEqualTo("alignment");
        Message image = value.inner(4);
        assertThat(image.all(1)).as("height").containsExactly(20L);
        assertThat(image.all(2)).as("width").containsExactly(30L);
        assertThat(image.all(3)).as("RGB").containsExactly(3L);
        assertThat(image.bytes(4)).isEqualTo(Files.readAllBytes(png));
    }
}
