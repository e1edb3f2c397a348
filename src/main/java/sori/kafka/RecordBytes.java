package sori.kafka;

import org.apache.avro.Schema;
import org.jspecify.annotations.Nullable;

/**
 * A walk over a record's bytes by the schema that wrote them, before anything is made of them: a length, a count or an index that the
 * bytes do not bear out is found here, at no cost in memory and without an exception. What passes, Avro can decode within a small
 * multiple of the record's size. Avro 1.12 specification, "Binary Encoding". Not thread-safe.
 */
final class RecordBytes {
    /** Far deeper than any schema of ours; a schema that names itself could go on for ever. */
    private static final int DEEPEST = 32;

    private final byte[] bytes;
    private int at;
    private @Nullable String problem;

    private RecordBytes(byte[] bytes, int from) {
        this.bytes = bytes;
        this.at = from;
    }

    /**
     * Why bytes cannot be a record; null where they can.
     *
     * @param from where the record begins
     */
    static @Nullable String problem(Schema schema, byte[] bytes, int from) {
        RecordBytes walk = new RecordBytes(bytes, from);
        walk.pass(schema, schema.getName(), 0);
        return walk.problem;
    }

    private boolean pass(Schema schema, String name, int depth) {
        if (depth > DEEPEST) {
            return refuse(name, "is nested too deep");
        }
        return switch (schema.getType()) {
            case NULL -> true;
            case BOOLEAN -> skip(1, name);
            case INT -> varint(5, name) != null;
            case LONG -> varint(10, name) != null;
            case FLOAT -> skip(4, name);
            case DOUBLE -> skip(8, name);
            case FIXED -> skip(schema.getFixedSize(), name);
            case STRING, BYTES -> passLength(name);
            case ENUM -> index(schema.getEnumSymbols().size(), name) >= 0;
            case UNION -> passUnion(schema, name, depth);
            case RECORD -> passFields(schema, depth);
            case ARRAY -> passBlocks(null, schema.getElementType(), name, depth);
            case MAP -> passBlocks(Schema.create(Schema.Type.STRING), schema.getValueType(), name, depth);
        };
    }

    private boolean passFields(Schema record, int depth) {
        for (Schema.Field field : record.getFields()) {
            if (!pass(field.schema(), field.name(), depth + 1)) {
                return false;
            }
        }
        return true;
    }

    private boolean passUnion(Schema union, String name, int depth) {
        int branch = index(union.getTypes().size(), name);
        return branch >= 0 && pass(union.getTypes().get(branch), name, depth + 1);
    }

    private boolean passLength(String name) {
        Long length = varint(10, name);
        return length != null && claim(length, name, "bytes") && skip(length.intValue(), name);
    }

    /** Blocks of items, the last of them empty; a block with a negative count says how many bytes it has. */
    private boolean passBlocks(@Nullable Schema key, Schema item, String name, int depth) {
        while (true) {
            Long count = varint(10, name);
            if (count == null || count == 0) {
                return count != null;
            }
            if (count < 0) {
                Long size = varint(10, name);
                if (size == null || !claim(size, name, "bytes")) {
                    return false;
                }
                count = -count; // the smallest long stays negative, and no claim
            }
            if (!claim(count, name, "items")) { // each takes a byte at least
                return false;
            }
            for (long i = 0; i < count; i++) {
                if ((key != null && !pass(key, name, depth + 1)) || !pass(item, name, depth + 1)) {
                    return false;
                }
            }
        }
    }

    private boolean claim(long claimed, String name, String what) {
        int left = bytes.length - at;
        return (claimed >= 0 && claimed <= left)
                || refuse(name, "claims " + claimed + " " + what + ", and " + left + " bytes are left");
    }

    private boolean skip(int count, String name) {
        if (count > bytes.length - at) {
            return refuse(name, "is cut off");
        }
        at += count;
        return true;
    }

    private int index(int count, String name) {
        Long index = varint(5, name);
        if (index == null) {
            return -1;
        }
        return index >= 0 && index < count ? index.intValue() : refusedIndex(name, index);
    }

    private int refusedIndex(String name, long index) {
        refuse(name, "has the index " + index + ", which its type does not know");
        return -1;
    }

    /** A zig-zag number; null where it is cut off or too long. */
    private @Nullable Long varint(int mostBytes, String name) {
        long bits = 0;
        for (int i = 0; i < mostBytes; i++) {
            if (at == bytes.length) {
                refuse(name, "is cut off");
                return null;
            }
            byte next = bytes[at++];
            bits |= (long) (next & 0x7f) << (7 * i);
            if (next >= 0) {
                return (bits >>> 1) ^ -(bits & 1);
            }
        }
        refuse(name, "has a number of more than " + mostBytes + " bytes");
        return null;
    }

    private boolean refuse(String name, String why) {
        problem = "'" + name + "' " + why + " (byte " + at + " of " + bytes.length + ")";
        return false;
    }
}
