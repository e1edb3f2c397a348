package sori.stream.intake;

import java.util.Map;
import java.util.Optional;
import org.apache.avro.Schema;
import org.apache.avro.specific.SpecificRecordBase;
import org.jspecify.annotations.Nullable;
import sori.schema.FailureReason;
import sori.synthesis.Failure;

/**
 * What records from outside may call things. Names are keys of stores, parts of later records and of messages on terminals, so they
 * have lengths, and neither control characters nor halves of characters.
 */
public final class Naming {
    private static final Map<String, Integer> LONGEST =
            Map.of("utteranceId", 500, "voice", 200, "voiceVersion", 200, "language", 100);

    /** As many options as anybody could mean, each with a name and a value of bounded length. */
    private static final int MOST_OPTIONS = 50;

    private static final int LONGEST_OPTION = 1000;

    private Naming() {}

    /** What is wrong with a record's names, if anything is. */
    static Optional<Failure> problem(SpecificRecordBase record) {
        for (Schema.Field field : record.getSchema().getFields()) {
            Object value = record.get(field.pos());
            Integer longest = LONGEST.get(field.name());
            Optional<Failure> problem = longest == null
                    ? options(field.name(), value)
                    : name(field.name(), value == null ? null : value.toString(), longest);
            if (problem.isPresent()) {
                return problem;
            }
        }
        // Only a text event may leave its id to where it lies.
        Schema.Field id = record.getSchema().getField("utteranceId");
        boolean nameless = id != null
                && id.schema().getType() == Schema.Type.STRING
                && record.get(id.pos()).toString().isBlank();
        return nameless ? failure(FailureReason.UNDECODABLE, "'utteranceId' is empty") : Optional.empty();
    }

    private static Optional<Failure> options(String field, @Nullable Object value) {
        if (!(value instanceof Map<?, ?> options)) {
            return Optional.empty();
        }
        if (options.size() > MOST_OPTIONS) {
            return failure(
                    FailureReason.TOO_LARGE,
                    "'" + field + "' has " + options.size() + " entries, the limit is " + MOST_OPTIONS);
        }
        return options.entrySet().stream()
                .flatMap(entry -> name(field, entry.getKey().toString(), LONGEST_OPTION)
                        .or(() -> name(field, String.valueOf(entry.getValue()), LONGEST_OPTION))
                        .stream())
                .findFirst();
    }

    private static Optional<Failure> name(String field, @Nullable String name, int longest) {
        if (name == null) {
            return Optional.empty();
        }
        if (name.length() > longest) {
            return failure(
                    FailureReason.TOO_LARGE,
                    "'" + field + "' has " + name.length() + " characters, the limit is " + longest);
        }
        for (int i = 0; i < name.length(); i += Character.charCount(name.codePointAt(i))) {
            int character = name.codePointAt(i);
            if (Character.isISOControl(character) || Character.getType(character) == Character.SURROGATE) {
                return failure(
                        FailureReason.UNDECODABLE,
                        String.format("'%s' has the character U+%04X, which no name may have", field, character));
            }
        }
        return Optional.empty();
    }

    private static Optional<Failure> failure(FailureReason reason, String detail) {
        return Optional.of(new Failure(reason, detail));
    }
}
