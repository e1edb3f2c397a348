package sori.stream;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.EnumNamingStrategies;
import com.fasterxml.jackson.databind.JsonMappingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.annotation.EnumNaming;
import com.fasterxml.jackson.databind.exc.InvalidFormatException;
import com.fasterxml.jackson.databind.exc.UnrecognizedPropertyException;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.fasterxml.jackson.dataformat.yaml.YAMLMapper;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import sori.text.EmojiReading;
import sori.text.Nearest;

/** Reads a {@link TopologyFile}: the defaults as a tree, the file's keys laid over it, the whole bound strictly. */
final class TopologyYaml {
    private static final YAMLMapper YAML = YAMLMapper.builder()
            .enable(DeserializationFeature.FAIL_ON_NULL_FOR_PRIMITIVES)
            .enable(DeserializationFeature.FAIL_ON_NULL_CREATOR_PROPERTIES)
            .addMixIn(EmojiReading.class, LowerCase.class)
            .build();

    /** Names an enum's constants as topology files do; for enums of packages that know nothing of files. */
    @EnumNaming(EnumNamingStrategies.LowerCamelCaseStrategy.class)
    private interface LowerCase {}

    private TopologyYaml() {}

    /** @param origin names the text in messages */
    static TopologyFile parse(String yaml, String origin) {
        try {
            if (!(YAML.readTree(yaml) instanceof ObjectNode given)) {
                throw new IllegalArgumentException("a topology file is a mapping of keys to values");
            }
            for (String key : List.of("application", "stages")) {
                if (!given.hasNonNull(key)) {
                    List<String> others = new ArrayList<>();
                    given.fieldNames().forEachRemaining(others::add);
                    others.removeIf(YAML.valueToTree(TopologyFile.SPEECH)::has);
                    String near = Nearest.to(key, others)
                            .map(other -> "; is '" + other + "' meant to be it?")
                            .orElse("");
                    throw new IllegalArgumentException("'" + key + "' is missing" + near);
                }
            }
            ObjectNode tree = YAML.valueToTree(TopologyFile.SPEECH);
            nameEnds(given, tree);
            if (Guarantee.AT_LEAST_ONCE.title().equals(given.path("guarantee").asText())) {
                tree.put("commitIntervalMs", Guarantee.AT_LEAST_ONCE.commitIntervalMs());
            }
            overlay(tree, given);
            return YAML.treeToValue(tree, TopologyFile.class);
        } catch (UnrecognizedPropertyException e) {
            throw new IllegalArgumentException(origin + ": " + unknownKey(e), e);
        } catch (JsonMappingException e) {
            throw new IllegalArgumentException(origin + ": " + reason(e), e);
        } catch (JsonProcessingException e) {
            throw new IllegalArgumentException(origin + ": not YAML: " + e.getOriginalMessage(), e);
        } catch (IllegalArgumentException e) {
            throw new IllegalArgumentException(origin + ": " + e.getMessage(), e);
        }
    }

    /** The usual topics before the first stage and after the last; an unknown stage is left to the binding to refuse. */
    private static void nameEnds(ObjectNode given, ObjectNode tree) {
        if (!(given.get("stages") instanceof ArrayNode stages) || stages.isEmpty()) {
            return;
        }
        for (Stage stage : Stage.values()) {
            if (stage.title().equals(stages.get(0).asText())) {
                tree.put("from", stage.input().name());
            }
            if (stage.title().equals(stages.get(stages.size() - 1).asText())) {
                tree.put("to", stage.output().name());
            }
        }
    }

    private static void overlay(ObjectNode tree, ObjectNode over) {
        over.properties().forEach(entry -> {
            JsonNode below = tree.get(entry.getKey());
            if (below instanceof ObjectNode inner && entry.getValue() instanceof ObjectNode innerOver) {
                overlay(inner, innerOver);
            } else {
                tree.set(entry.getKey(), entry.getValue());
            }
        });
    }

    private static String unknownKey(UnrecognizedPropertyException e) {
        List<String> known = new ArrayList<>();
        e.getKnownPropertyIds().forEach(id -> known.add(String.valueOf(id)));
        return "unknown key '" + e.getPropertyName() + "'" + Nearest.hint(e.getPropertyName(), known) + "; known are "
                + String.join(", ", known);
    }

    private static String reason(JsonMappingException e) {
        String path = e.getPath().stream()
                .map(JsonMappingException.Reference::getFieldName)
                .filter(Objects::nonNull)
                .collect(Collectors.joining("."));
        path += path.isEmpty() ? "" : ": ";
        if (e instanceof InvalidFormatException wrong
                && wrong.getTargetType().isEnum()
                && wrong.getValue() instanceof String word) {
            List<String> known = Stream.of(wrong.getTargetType().getEnumConstants())
                    .map(constant -> YAML.valueToTree(constant).asText())
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
