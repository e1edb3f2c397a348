package sori.config;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonMappingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.exc.InvalidFormatException;
import com.fasterxml.jackson.databind.exc.UnrecognizedPropertyException;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import sori.text.Nearest;

/** What all readers of strict YAML do: lay keys over defaults, and say in one line what is wrong. Stateless. */
public final class StrictYaml {
    private StrictYaml() {}

    /** Lays the keys of {@code over} over those of {@code tree}; mappings are gone into. */
    public static void overlay(ObjectNode tree, ObjectNode over) {
        over.properties().forEach(entry -> {
            JsonNode below = tree.get(entry.getKey());
            if (below instanceof ObjectNode inner && entry.getValue() instanceof ObjectNode innerOver) {
                overlay(inner, innerOver);
            } else {
                tree.set(entry.getKey(), entry.getValue());
            }
        });
    }

    /**
     * Why a text was refused, for the user.
     *
     * @param mapper that read it
     * @param origin names the text
     */
    public static IllegalArgumentException refusal(ObjectMapper mapper, String origin, Exception e) {
        String reason = String.valueOf(e.getMessage());
        if (e instanceof UnrecognizedPropertyException unknown) {
            reason = unknownKey(unknown);
        } else if (e instanceof JsonMappingException wrong) {
            reason = wrongValue(mapper, wrong);
        } else if (e instanceof JsonProcessingException broken) {
            reason = "not YAML: " + broken.getOriginalMessage();
        }
        return new IllegalArgumentException(origin + ": " + reason, e);
    }

    private static String unknownKey(UnrecognizedPropertyException e) {
        List<String> known = new ArrayList<>();
        e.getKnownPropertyIds().forEach(id -> known.add(String.valueOf(id)));
        return "unknown key '" + e.getPropertyName() + "'" + Nearest.hint(e.getPropertyName(), known) + "; known are "
                + String.join(", ", known);
    }

    private static String wrongValue(ObjectMapper mapper, JsonMappingException e) {
        String path = e.getPath().stream()
                .map(JsonMappingException.Reference::getFieldName)
                .filter(Objects::nonNull)
                .collect(Collectors.joining("."));
        path += path.isEmpty() ? "" : ": ";
        if (e instanceof InvalidFormatException wrong
                && wrong.getTargetType().isEnum()
                && wrong.getValue() instanceof String word) {
            List<String> known = Stream.of(wrong.getTargetType().getEnumConstants())
                    .map(constant -> mapper.valueToTree(constant).asText())
                    .toList();
            return path + "'" + word + "' is none of " + String.join(", ", known) + Nearest.hint(word, known);
        }
        Throwable cause = e.getCause();
        return path
                + (cause instanceof IllegalArgumentException
                        ? String.valueOf(cause.getMessage())
                        : e.getOriginalMessage());
    }
}
