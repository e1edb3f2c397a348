package sori.bench;

import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import java.util.function.Supplier;
import java.util.stream.IntStream;
import sori.kafka.Wire;
import sori.schema.TextEvent;

/** Records that no stage can speak, of every kind in equal shares. For one thread. */
final class Garbage {
    private static final int HEADER_BYTES = 10;

    private final Random random;
    private final byte[] event = new Wire<>(TextEvent.class)
            .encode(TextEvent.newBuilder()
                    .setUtteranceId("garbage")
                    .setText("hello")
                    .build());
    private final List<Supplier<byte[]>> kinds = List.of(
            this::noise,
            this::cutOff,
            this::claim,
            this::brokenJson,
            this::unknownField,
            this::wrongType,
            this::nameless);

    Garbage(long seed) {
        random = new Random(seed);
    }

    /** The nth record, of the nth kind. */
    byte[] record(int n) {
        return kinds.get(n % kinds.size()).get();
    }

    int kinds() {
        return kinds.size();
    }

    private byte[] noise() {
        byte[] bytes = new byte[1 + random.nextInt(100)];
        random.nextBytes(bytes);
        return bytes;
    }

    private byte[] cutOff() {
        return Arrays.copyOf(event, HEADER_BYTES + random.nextInt(event.length - HEADER_BYTES));
    }

    /** A string of two thousand million bytes, in a record of some twenty. */
    private byte[] claim() {
        byte[] bytes = Arrays.copyOf(event, HEADER_BYTES + 6);
        bytes[HEADER_BYTES] = 0;
        Arrays.fill(bytes, HEADER_BYTES + 1, HEADER_BYTES + 5, (byte) 0xFE);
        bytes[HEADER_BYTES + 5] = 0x0F;
        return bytes;
    }

    private byte[] brokenJson() {
        return text("{\"text\":\"" + "word ".repeat(random.nextInt(20)));
    }

    private byte[] unknownField() {
        return text("{\"text\":\"hello\",\"txt" + random.nextInt() + "\":1}");
    }

    private byte[] wrongType() {
        return text("{\"text\":" + random.nextInt() + "}");
    }

    private byte[] nameless() {
        return text("{\"text\":\"hello\",\"voice\":\"nobody-" + random.nextInt() + "\"}");
    }

    private static byte[] text(String json) {
        return json.getBytes(StandardCharsets.UTF_8);
    }

    /** So many records. */
    List<byte[]> records(int count) {
        return IntStream.range(0, count).mapToObj(this::record).toList();
    }
}
