package sori.registry;

import java.util.HashMap;
import java.util.Map;

/** How much of a registry an instance keeps in its heap: so many records, and so many bytes of them. Not thread-safe. */
final class LedgerRoom {
    /** A status tells of each that counts, in one record. */
    static final int MOST_RECORDS = 4_000;

    static final long MOST_BYTES = 64L << 20;

    private final Map<String, Integer> sizes = new HashMap<>();
    private long bytes;

    /**
     * Takes room for a record in the place of the one under the same key.
     *
     * @throws ModelRefusedException if there is none, and nothing is changed
     */
    void take(String key, int size) throws ModelRefusedException {
        int before = sizes.getOrDefault(key, 0);
        if (!sizes.containsKey(key) && sizes.size() >= MOST_RECORDS) {
            throw new ModelRefusedException(
                    "there are " + sizes.size() + " records already, and nobody reads more: retire what is not needed");
        }
        if (bytes - before + size > MOST_BYTES) {
            throw new ModelRefusedException("there are " + bytes + " bytes already, and nobody reads more than "
                    + MOST_BYTES + ": retire what is not needed");
        }
        sizes.put(key, size);
        bytes += size - before;
    }

    void free(String key) {
        Integer size = sizes.remove(key);
        bytes -= size == null ? 0 : size;
    }
}
