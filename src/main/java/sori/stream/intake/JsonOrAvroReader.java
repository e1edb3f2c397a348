package sori.stream.intake;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.StreamReadFeature;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.time.DateTimeException;
import java.time.Instant;
import java.util.HashMap;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.apache.avro.Schema;
import org.apache.avro.specific.SpecificData;
import org.apache.avro.specific.SpecificRecordBase;
import org.jspecify.annotations.Nullable;
import sori.kafka.Codec;
import sori.kafka.Decoded;
import sori.kafka.Framing;
import sori.kafka.Wire;
import sori.text.Nearest;

/**
 * Reads what other programs write as Avro single-object encoding, or as a JSON object with the schema's field names. Thread-safe.
 *
 * @param <R> text events, control records
 */
final class JsonOrAvroReader<R extends SpecificRecordBase> {
    /** Field names come from outside, without end: none of them is kept. */
    private static final JsonFactory FACTORY = JsonFactory.builder()
            .disable(JsonFactory.Feature.CANONICALIZE_FIELD_NAMES)
            .disable(JsonFactory.Feature.INTERN_FIELD_NAMES)
            .build();

    private static final JsonMapper JSON = JsonMapper.builder(FACTORY)
            .enable(StreamReadFeature.STRICT_DUPLICATE_DETECTION)
            .enable(DeserializationFeature.FAIL_ON_TRAILING_TOKENS)
            .build();

    private static final int LONGEST_SHOWN = 100;

    private final Codec<R> avro;
    private final Class<R> type;
    private final SpecificData model;
    private final Schema schema;

    JsonOrAvroReader(Class<R> type) {
        this(type, new Wire<>(type));
    }

    /** @param avro what reads a record that is no JSON */
    JsonOrAvroReader(Class<R> type, Codec<R> avro) {
        this.avro = avro;
        this.type = type;
        this.model = SpecificData.getForClass(type);
        this.schema = model.getSchema(type);
    }

    /** Total: any bytes give an event or a reason, most of them without an exception of Jackson's, which costs more than all else. */
    Decoded<R> read(byte[] bytes) {
        if (avro.frames(bytes)) {
            return avro.decode(bytes);
        }
        Optional<String> confluent = Framing.ratherConfluent(bytes);
        if (confluent.isPresent()) {
            return new Decoded.Unreadable<>(confluent.get());
        }
        if (!mayBeObject(bytes)) {
            return new Decoded.Unreadable<>(
                    "neither Avro single-object encoding (C3 01 …) nor a JSON object, from { to }");
        }
        try {
            if (JSON.readTree(bytes) instanceof ObjectNode object) {
                return new Decoded.Value<>(type.cast(filled(schema, "", object)));
            }
            return new Decoded.Unreadable<>("neither Avro single-object encoding (C3 01 …) nor a JSON object");
        } catch (JsonProcessingException e) {
            return new Decoded.Unreadable<>(
                    "neither Avro single-object encoding (C3 01 …) nor JSON: " + e.getOriginalMessage());
        } catch (IOException | NotAnEventException e) {
            return new Decoded.Unreadable<>(String.valueOf(e.getMessage()));
        }
    }

    /** By its ends, where it is UTF-8 without a mark; what else it may be Jackson finds out. */
    private static boolean mayBeObject(byte[] bytes) {
        int begins = bytes.length == 0 ? -1 : bytes[0] & 0xFF;
        boolean wide = begins == 0 || (bytes.length > 1 && bytes[1] == 0);
        if (wide || begins == 0xEF || begins >= 0xFE) {
            return true;
        }
        int first = 0;
        while (first < bytes.length && isSpace(bytes[first])) {
            first++;
        }
        int last = bytes.length - 1;
        while (last > first && isSpace(bytes[last])) {
            last--;
        }
        return first < last && bytes[first] == '{' && bytes[last] == '}';
    }

    private static boolean isSpace(byte character) {
        return character == ' ' || character == '\n' || character == '\r' || character == '\t';
    }

    /** What is wrong with a JSON object; thrown for every record of a flood, so without a trace. */
    private static final class NotAnEventException extends RuntimeException {
        private static final long serialVersionUID = 1;

        NotAnEventException(String why) {
            super(why, null, false, false);
        }
    }

    /**
     * Makes a record of an object.
     *
     * @param path before the names of its fields in messages
     */
    private SpecificRecordBase filled(Schema schema, String path, JsonNode object) {
        SpecificRecordBase record = (SpecificRecordBase) model.newRecord(null, schema);
        List<Schema.Field> fields = schema.getFields();
        List<String> names = fields.stream().map(Schema.Field::name).toList();
        for (Iterator<String> given = object.fieldNames(); given.hasNext(); ) {
            String name = given.next();
            if (!names.contains(name)) {
                String shown = name.length() <= LONGEST_SHOWN ? name : name.substring(0, LONGEST_SHOWN) + "…";
                throw new NotAnEventException("unknown field '" + path + shown + "'" + Nearest.hint(shown, names));
            }
        }
        for (Schema.Field field : fields) {
            JsonNode value = object.get(field.name());
            if (value == null && !field.hasDefaultValue()) {
                throw new NotAnEventException("the field '" + path + field.name() + "' is missing");
            }
            record.put(
                    field.pos(),
                    value == null ? model.getDefaultValue(field) : value(path + field.name(), field.schema(), value));
        }
        return record;
    }

    private @Nullable Object value(String name, Schema schema, JsonNode node) {
        return switch (schema.getType()) {
            case UNION -> node.isNull() ? null : value(name, schema.getTypes().get(1), node);
            case RECORD -> filled(schema, name + ".", required(name, "an object", node.isObject(), node));
            case ENUM -> model.createEnum(oneOf(name, schema.getEnumSymbols(), node), schema);
            case INT -> required(name, "a whole number", node.isInt(), node.intValue());
            case STRING -> required(name, "a string", node.isTextual(), node.textValue());
            case BOOLEAN -> required(name, "true or false", node.isBoolean(), node.booleanValue());
            case LONG -> instant(name, node);
            case MAP -> strings(name, node);
            default -> throw new IllegalStateException("a type that JSON events don't have yet: " + schema);
        };
    }

    private static Instant instant(String name, JsonNode node) {
        if (node.isIntegralNumber() && node.canConvertToLong()) {
            return Instant.ofEpochMilli(node.longValue());
        }
        try {
            return Instant.ofEpochMilli(Instant.parse(node.asText()).toEpochMilli());
        } catch (DateTimeException | ArithmeticException e) { // arithmetic: more milliseconds than a long holds
            throw new NotAnEventException("'" + name
                    + "' must be milliseconds since 1970 or an ISO 8601 instant such as 2030-01-31T12:00:00Z");
        }
    }

    private static Map<String, String> strings(String name, JsonNode node) {
        Map<String, String> strings = new HashMap<>();
        required(name, "an object of strings", node.isObject(), "");
        node.properties()
                .forEach(entry -> strings.put(
                        entry.getKey(),
                        required(
                                name + "." + entry.getKey(),
                                "a string",
                                entry.getValue().isTextual(),
                                entry.getValue().asText())));
        return strings;
    }

    private static String oneOf(String name, List<String> symbols, JsonNode node) {
        String all = "one of " + String.join(", ", symbols) + Nearest.hint(node.asText(), symbols);
        return required(name, all, symbols.contains(node.asText()), node.asText());
    }

    private static <V> V required(String name, String what, boolean holds, V value) {
        if (!holds) {
            throw new NotAnEventException("'" + name + "' must be " + what);
        }
        return value;
    }
}
