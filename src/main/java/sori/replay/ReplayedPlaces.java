package sori.replay;

import java.util.Arrays;
import java.util.HashMap;
import java.util.Map;
import sori.synthesis.SourceOffset;

/** The places of which a replay is in the log: eight bytes for each. */
final class ReplayedPlaces {
    private final Map<Integer, Offsets> partitions = new HashMap<>();

    /** Whether it was not here. */
    boolean add(SourceOffset place) {
        return partitions
                .computeIfAbsent(place.partition(), first -> new Offsets())
                .add(place.offset());
    }

    boolean contains(SourceOffset place) {
        Offsets offsets = partitions.get(place.partition());
        return offsets != null && offsets.contains(place.offset());
    }

    /** A hash set of offsets. */
    private static final class Offsets {
        private static final long NONE = -1;

        private long[] table = filled(1 << 4);
        private int size;

        private static long[] filled(int length) {
            long[] table = new long[length];
            Arrays.fill(table, NONE);
            return table;
        }

        private static int place(long[] table, long offset) {
            long mixed = offset * 0x9E3779B97F4A7C15L; // by the golden ratio: neighbours lie apart
            int at = (int) (mixed >>> 32) & (table.length - 1);
            while (table[at] != NONE && table[at] != offset) {
                at = (at + 1) & (table.length - 1);
            }
            return at;
        }

        boolean contains(long offset) {
            return table[place(table, offset)] == offset;
        }

        boolean add(long offset) {
            int at = place(table, offset);
            if (table[at] == offset) {
                return false;
            }
            table[at] = offset;
            size++;
            if (2 * size > table.length) {
                grow();
            }
            return true;
        }

        private void grow() {
            long[] larger = filled(2 * table.length);
            for (long offset : table) {
                if (offset != NONE) {
                    larger[place(larger, offset)] = offset;
                }
            }
            table = larger;
        }
    }
}
