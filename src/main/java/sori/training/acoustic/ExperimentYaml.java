package sori.training.acoustic;

import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonProperty;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.type.TypeReference;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.EnumNamingStrategies;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.annotation.EnumNaming;
import com.fasterxml.jackson.databind.node.MissingNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.fasterxml.jackson.dataformat.yaml.YAMLGenerator;
import com.fasterxml.jackson.dataformat.yaml.YAMLMapper;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import sori.acoustic.Alignment;
import sori.acoustic.Cell;
import sori.config.StrictYaml;
import sori.text.Language;
import sori.training.Matmul;
import sori.training.TrainingDevice;

/** An {@link Experiment} as YAML: the defaults as a tree, the file's keys over it, flags over these, the whole bound strictly. */
public final class ExperimentYaml {
    /** In a run's folder: what it was trained with, every key written out. */
    public static final String FILE = "experiment.yaml";

    private static final YAMLMapper YAML = YAMLMapper.builder()
            .enable(DeserializationFeature.FAIL_ON_NULL_FOR_PRIMITIVES)
            .disable(YAMLGenerator.Feature.WRITE_DOC_START_MARKER)
            .enable(YAMLGenerator.Feature.MINIMIZE_QUOTES)
            .defaultPropertyInclusion(
                    JsonInclude.Value.construct(JsonInclude.Include.NON_NULL, JsonInclude.Include.ALWAYS))
            .addMixIn(Language.class, LowerCase.class)
            .addMixIn(Cell.class, LowerCase.class)
            .addMixIn(ModelSize.class, LowerCase.class)
            .addMixIn(Matmul.class, LowerCase.class)
            .addMixIn(TrainingDevice.class, LowerCase.class)
            .addMixIn(AttentionGuide.Kind.class, LowerCase.class)
            .addMixIn(Alignment.class, AlignmentWords.class)
            .build();

    /** What says where a run lay and how it was run, but nothing of the model. */
    private static final List<String> LOCAL =
            List.of("corpus", "features", "run", "from", "device", "threads", "checkpointEvery");

    @EnumNaming(EnumNamingStrategies.LowerCamelCaseStrategy.class)
    private interface LowerCase {}

    private enum AlignmentWords {
        @JsonProperty("location")
        ATTENTION,
        @JsonProperty("none")
        NONE
    }

    private ExperimentYaml() {}

    /**
     * @param yaml may be empty
     * @param origin names the text in messages
     * @param flags values by their keys, joined by dots: {@code model.cell}
     * @throws IllegalArgumentException saying what is wrong, and the nearest known word
     */
    public static Experiment parse(String yaml, String origin, Map<String, ?> flags) {
        try {
            ObjectNode tree = YAML.valueToTree(Experiment.DEFAULT);
            JsonNode given = YAML.readTree(yaml);
            if (given instanceof ObjectNode keys) {
                StrictYaml.overlay(tree, keys);
            } else if (!(given instanceof MissingNode)) {
                throw new IllegalArgumentException("an experiment is a mapping of keys to values");
            }
            flags.forEach((key, value) -> set(tree, key, value));
            requireValues(YAML.valueToTree(Experiment.DEFAULT), tree, "");
            return YAML.treeToValue(tree, Experiment.class);
        } catch (JsonProcessingException | IllegalArgumentException e) {
            throw StrictYaml.refusal(YAML, origin, e);
        }
    }

    /** A key with nothing behind it is a slip, where there is a default. */
    private static void requireValues(ObjectNode defaults, ObjectNode tree, String path) {
        defaults.properties().forEach(entry -> {
            JsonNode value = tree.path(entry.getKey());
            if (value.isNull()) {
                throw new IllegalArgumentException("'" + path + entry.getKey() + "' has no value");
            }
            if (entry.getValue() instanceof ObjectNode inner && value instanceof ObjectNode innerValue) {
                requireValues(inner, innerValue, entry.getKey() + ".");
            }
        });
    }

    private static void set(ObjectNode tree, String key, Object value) {
        int dot = key.indexOf('.');
        JsonNode node = YAML.valueToTree(value instanceof Path ? value.toString() : value);
        if (dot < 0) {
            tree.set(key, node);
        } else {
            tree.withObjectProperty(key.substring(0, dot)).set(key.substring(dot + 1), node);
        }
    }

    public static Experiment read(Path file, Map<String, ?> flags) throws IOException {
        return parse(Files.readString(file), file.toString(), flags);
    }

    public static void write(Experiment experiment, Path run) throws IOException {
        Files.createDirectories(run.toAbsolutePath());
        YAML.writeValue(run.resolve(FILE).toFile(), experiment);
    }

    /** The hyper-parameters of a run for a manifest, without its paths. */
    public static Map<String, Object> provenance(Experiment experiment) {
        ObjectNode tree = YAML.valueToTree(experiment);
        tree.remove(LOCAL);
        return YAML.convertValue(tree, new TypeReference<>() {});
    }
}
