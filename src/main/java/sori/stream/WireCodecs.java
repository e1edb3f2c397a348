package sori.stream;

import java.util.LinkedHashMap;
import java.util.Map;
import org.apache.avro.specific.SpecificRecordBase;
import sori.config.Refusal;
import sori.kafka.Codecs;
import sori.kafka.KafkaAccess;
import sori.kafka.RegistryRefusedException;
import sori.kafka.RegistryUnreachableException;
import sori.kafka.SchemaRegistry;
import sori.schema.AudioChunk;
import sori.schema.MelChunk;
import sori.schema.Segment;
import sori.schema.SpeechControl;
import sori.schema.SpeechFailure;
import sori.schema.SymbolSequence;
import sori.schema.TextEvent;
import sori.synthesis.Stage;
import sori.topology.StageTopics;
import sori.topology.TopologyFile;
import sori.topology.WireForm;

/** The framing that a topology file asks for, and the schemas that its topics are registered with. */
public final class WireCodecs {
    private WireCodecs() {}

    public static Codecs of(TopologyFile file, KafkaAccess kafka) {
        return file.wire() == WireForm.AVRO
                ? Codecs.AVRO
                : Codecs.confluent(SchemaRegistry.of(file.schemaRegistry(), kafka));
    }

    /**
     * The same, and every topic's schema is at the registry when this returns.
     *
     * @throws Refusal where the registry takes one of them not, or does not answer for two minutes
     */
    static Codecs registered(TopologyFile file, KafkaAccess kafka) {
        Codecs codecs = of(file, kafka);
        try {
            types(file).forEach(codecs::register);
        } catch (RegistryRefusedException | RegistryUnreachableException e) {
            throw new Refusal(e.getMessage() + " (schemaRegistry in the topology file)", e);
        }
        return codecs;
    }

    static Map<String, Class<? extends SpecificRecordBase>> types(TopologyFile file) {
        Map<String, Class<? extends SpecificRecordBase>> types = new LinkedHashMap<>();
        types.put(file.from(), inputType(file.stages().get(0)));
        types.put(file.to(), outputType(file.stages().get(file.stages().size() - 1)));
        file.taps().forEach(tap -> types.put(StageTopics.output(tap).name(), outputType(tap)));
        types.put(file.failures(), SpeechFailure.class);
        if (file.controlled()) {
            types.put(file.control(), SpeechControl.class);
        }
        return types;
    }

    private static Class<? extends SpecificRecordBase> inputType(Stage stage) {
        return switch (stage) {
            case NORMALIZE -> TextEvent.class;
            case EMBED -> Segment.class;
            case MEL -> SymbolSequence.class;
            case VOCODE -> MelChunk.class;
        };
    }

    static Class<? extends SpecificRecordBase> outputType(Stage stage) {
        return switch (stage) {
            case NORMALIZE -> Segment.class;
            case EMBED -> SymbolSequence.class;
            case MEL -> MelChunk.class;
            case VOCODE -> AudioChunk.class;
        };
    }
}
