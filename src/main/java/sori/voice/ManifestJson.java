package sori.voice;

import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonSubTypes;
import com.fasterxml.jackson.annotation.JsonTypeInfo;
import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonGenerator;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.StreamReadConstraints;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.JsonMappingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.JsonSerializer;
import com.fasterxml.jackson.databind.MapperFeature;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.SerializationFeature;
import com.fasterxml.jackson.databind.SerializerProvider;
import com.fasterxml.jackson.databind.exc.InvalidTypeIdException;
import com.fasterxml.jackson.databind.exc.UnrecognizedPropertyException;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.module.SimpleModule;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.util.List;
import java.util.Locale;
import java.util.stream.Collectors;
import sori.acoustic.AcousticShape;
import sori.acoustic.Alignment;
import sori.acoustic.AttentionLimits;
import sori.acoustic.Cell;
import sori.text.EmbedMode;
import sori.text.Nearest;

/** {@code voice.json}: strict when read, the same bytes for the same manifest when written. */
final class ManifestJson {
    private static final String LOOK_AHEAD = "postnetLooksAhead";
    private static final int MOST_REASON = 1_000;
    private static final String LIMITS = "attentionLimits";
    private static final JsonFactory BOUNDED = JsonFactory.builder()
            .streamReadConstraints(StreamReadConstraints.builder()
                    .maxDocumentLength(VoiceManifest.MOST_JSON_BYTES)
                    .maxNestingDepth(VoiceManifest.MOST_JSON_DEPTH)
                    .maxStringLength(VoiceManifest.MOST_JSON_STRING)
                    .maxNameLength(1_000)
                    .maxNumberLength(100)
                    .build())
            .build();
    private static final ObjectMapper MAPPER = JsonMapper.builder(BOUNDED)
            .enable(MapperFeature.ACCEPT_CASE_INSENSITIVE_ENUMS)
            .enable(DeserializationFeature.FAIL_ON_UNKNOWN_PROPERTIES)
            .enable(DeserializationFeature.FAIL_ON_MISSING_CREATOR_PROPERTIES)
            .enable(DeserializationFeature.FAIL_ON_NULL_CREATOR_PROPERTIES)
            .enable(DeserializationFeature.FAIL_ON_NULL_FOR_PRIMITIVES)
            .enable(DeserializationFeature.FAIL_ON_TRAILING_TOKENS)
            .enable(JsonParser.Feature.STRICT_DUPLICATE_DETECTION)
            .enable(SerializationFeature.INDENT_OUTPUT)
            .enable(SerializationFeature.ORDER_MAP_ENTRIES_BY_KEYS)
            .serializationInclusion(JsonInclude.Include.ALWAYS)
            .addModule(new SimpleModule()
                    .addSerializer(EmbedMode.class, new LowerCase())
                    .addSerializer(Cell.class, new LowerCase())
                    .addSerializer(Alignment.class, new LowerCase()))
            .addMixIn(VocoderSpec.class, ByKind.class)
            .addMixIn(AcousticShape.class, LookAheadIfAny.class)
            .addMixIn(VoiceManifest.class, LimitsIfUnusual.class)
            .build();

    private ManifestJson() {}

    static byte[] write(VoiceManifest manifest) {
        try {
            return MAPPER.writeValueAsBytes(manifest);
        } catch (JsonProcessingException e) {
            throw new IllegalArgumentException("provenance or figures hold what JSON can't: " + e.getMessage(), e);
        }
    }

    /** @param file for messages */
    static VoiceManifest read(String file, byte[] json) throws VoiceRefusedException {
        if (json.length > VoiceManifest.MOST_JSON_BYTES) {
            throw new VoiceRefusedException(
                    file + " has " + json.length + " bytes, more than " + VoiceManifest.MOST_JSON_BYTES);
        }
        try {
            JsonNode tree = MAPPER.readTree(json);
            JsonNode version = tree.path("formatVersion");
            // First of all: a newer format may have fields that would otherwise be complained about.
            if (version.isInt() && version.intValue() != VoiceManifest.FORMAT_VERSION) {
                throw new VoiceRefusedException(file + ": field formatVersion is " + version + ", not "
                        + VoiceManifest.FORMAT_VERSION + "; another release of Sori is needed");
            }
            return MAPPER.readValue(complete(json, tree), VoiceManifest.class);
        } catch (VoiceRefusedException e) {
            throw e;
        } catch (JsonMappingException e) {
            throw new VoiceRefusedException(file + ": " + shortened(at(e) + complaint(e)), e);
        } catch (IOException e) {
            throw new VoiceRefusedException(file + " is no JSON: " + shortened(String.valueOf(e.getMessage())), e);
        }
    }

    /** Packages of before are Tacotron 2 with a causal postnet and say nothing of it, nor of the usual limits. */
    private static byte[] complete(byte[] json, JsonNode tree) throws IOException {
        if (!(tree.path("shape") instanceof ObjectNode shape)) {
            return json;
        }
        if (!shape.has(LOOK_AHEAD)) {
            shape.put(LOOK_AHEAD, false);
        }
        if (!shape.has("cell")) {
            shape.put("cell", lowerCase(Cell.LSTM));
        }
        if (!shape.has("alignment")) {
            shape.put("alignment", lowerCase(Alignment.ATTENTION));
        }
        if (!tree.has(LIMITS)) {
            ((ObjectNode) tree).set(LIMITS, MAPPER.valueToTree(AttentionLimits.DEFAULT));
        }
        return MAPPER.writeValueAsBytes(tree);
    }

    /** Jackson's words for a programmer, turned into words for whoever wrote the file. */
    private static String complaint(JsonMappingException e) {
        if (e.getCause() instanceof IllegalArgumentException broken) {
            return String.valueOf(broken.getMessage());
        }
        if (e instanceof UnrecognizedPropertyException unknown) {
            List<String> known =
                    unknown.getKnownPropertyIds().stream().map(Object::toString).toList();
            return "the field is unknown" + Nearest.hint(unknown.getPropertyName(), known);
        }
        if (e instanceof InvalidTypeIdException kind && kind.getTypeId() != null) {
            return "field vocoder.kind is '" + kind.getTypeId() + "', not one that this release of Sori knows";
        }
        String message = e.getOriginalMessage();
        if (message.startsWith("Missing creator property")) {
            return "the field is missing";
        }
        return message.startsWith("Null value") ? "the field is null" : message;
    }

    /** Reasons quote what was written, which may be anything. */
    private static String shortened(String reason) {
        return reason.length() <= MOST_REASON ? reason : reason.substring(0, MOST_REASON) + " ...";
    }

    private static String at(JsonMappingException e) {
        String path = e.getPath().stream()
                .map(step -> step.getFieldName() == null ? "[" + step.getIndex() + "]" : step.getFieldName())
                .collect(Collectors.joining("."));
        return path.isEmpty() ? "" : "at " + path + ": ";
    }

    @JsonTypeInfo(use = JsonTypeInfo.Id.NAME, property = "kind")
    @JsonSubTypes({
        @JsonSubTypes.Type(value = VocoderSpec.GriffinLim.class, name = VocoderSpec.GriffinLim.KIND),
        @JsonSubTypes.Type(value = VocoderSpec.Neural.class, name = VocoderSpec.Neural.KIND),
        @JsonSubTypes.Type(value = VocoderSpec.HifiGan.class, name = VocoderSpec.HifiGan.KIND)
    })
    private interface ByKind {}

    private interface LookAheadIfAny {
        @JsonInclude(JsonInclude.Include.NON_DEFAULT)
        boolean postnetLooksAhead();
    }

    private interface LimitsIfUnusual {
        @JsonInclude(value = JsonInclude.Include.CUSTOM, valueFilter = UsualLimits.class)
        AttentionLimits attentionLimits();
    }

    /** What a field is compared with that may be left out. */
    private static final class UsualLimits {
        @Override
        public boolean equals(Object value) {
            return AttentionLimits.DEFAULT.equals(value);
        }

        @Override
        public int hashCode() {
            return AttentionLimits.DEFAULT.hashCode();
        }
    }

    private static String lowerCase(Enum<?> value) {
        return value.name().toLowerCase(Locale.ROOT);
    }

    private static final class LowerCase extends JsonSerializer<Enum<?>> {
        @Override
        public void serialize(Enum<?> value, JsonGenerator json, SerializerProvider provider) throws IOException {
            json.writeString(lowerCase(value));
        }
    }
}
