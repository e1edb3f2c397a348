package sori.kafka;

import java.nio.ByteBuffer;
import java.util.Optional;

/** What a record's first bytes look like when they are not those that are expected: which setting would read them. Stateless. */
public final class Framing {
    private static final int CONFLUENT_BYTES = 1 + Integer.BYTES;

    /** Registries count from 1; a JSON text in UTF-16 begins with more. */
    private static final int HIGHEST_ID = (1 << 24) - 1;

    /** With which a JSON text in UTF-32 may begin. */
    private static final String JSON_BEGINS = "{ \t\r\n";

    private Framing() {}

    /** Of bytes that should be in Avro's single-object encoding, or JSON. */
    public static Optional<String> ratherConfluent(byte[] bytes) {
        if (bytes.length <= CONFLUENT_BYTES || bytes[0] != 0) {
            return Optional.empty();
        }
        int id = ByteBuffer.wrap(bytes).getInt(1);
        return id <= 0 || id > HIGHEST_ID || mayBeUtf32(bytes)
                ? Optional.empty()
                : Optional.of("it looks like Confluent's framing, schema id " + id + "; set wire: confluent");
    }

    private static boolean mayBeUtf32(byte[] bytes) {
        boolean mark = bytes[1] == 0 && bytes[2] == (byte) 0xFE && bytes[3] == (byte) 0xFF;
        boolean begins = bytes[1] == 0 && bytes[2] == 0 && JSON_BEGINS.indexOf(bytes[3]) >= 0;
        return bytes[4] == 0 && (mark || begins);
    }

    /** Of bytes that should be in Confluent's framing. */
    public static Optional<String> ratherSingleObject(byte[] bytes) {
        return bytes.length > 1 && bytes[0] == (byte) 0xC3 && bytes[1] == 0x01
                ? Optional.of("it looks like Avro's single-object encoding; set wire: avro")
                : Optional.empty();
    }
}
