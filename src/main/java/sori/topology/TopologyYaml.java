package sori.topology;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.EnumNamingStrategies;
import com.fasterxml.jackson.databind.annotation.EnumNaming;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.fasterxml.jackson.dataformat.yaml.YAMLMapper;
import java.util.ArrayList;
import java.util.List;
import sori.config.StrictYaml;
import sori.synthesis.Stage;
import sori.text.CodeReading;
import sori.text.EmojiReading;
import sori.text.Nearest;

/** Reads a {@link TopologyFile}: the defaults as a tree, the file's keys laid over it, the whole bound strictly. */
public final class TopologyYaml {
    private static final YAMLMapper YAML = YAMLMapper.builder()
            .enable(DeserializationFeature.FAIL_ON_NULL_FOR_PRIMITIVES)
            .enable(DeserializationFeature.FAIL_ON_NULL_CREATOR_PROPERTIES)
            .addMixIn(EmojiReading.class, LowerCase.class)
            .addMixIn(CodeReading.class, LowerCase.class)
            .build();

    /** Names an enum's constants as topology files do; for enums of packages that know nothing of files. */
    @EnumNaming(EnumNamingStrategies.LowerCamelCaseStrategy.class)
    private interface LowerCase {}

    private TopologyYaml() {}

    /** @param origin names the text in messages */
    public static TopologyFile parse(String yaml, String origin) {
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
            tree.put("control", "");
            if (Guarantee.AT_LEAST_ONCE.title().equals(given.path("guarantee").asText())) {
                tree.put("commitIntervalMs", Guarantee.AT_LEAST_ONCE.commitIntervalMs());
            }
            StrictYaml.overlay(tree, given);
            return YAML.treeToValue(tree, TopologyFile.class);
        } catch (JsonProcessingException | IllegalArgumentException e) {
            throw StrictYaml.refusal(YAML, origin, e);
        }
    }

    /** The usual topics before the first stage and after the last; an unknown stage is left to the binding to refuse. */
    private static void nameEnds(ObjectNode given, ObjectNode tree) {
        if (!(given.get("stages") instanceof ArrayNode stages) || stages.isEmpty()) {
            return;
        }
        for (Stage stage : Stage.values()) {
            if (stage.title().equals(stages.get(0).asText())) {
                tree.put("from", StageTopics.input(stage).name());
            }
            if (stage.title().equals(stages.get(stages.size() - 1).asText())) {
                tree.put("to", StageTopics.output(stage).name());
            }
        }
    }
}
