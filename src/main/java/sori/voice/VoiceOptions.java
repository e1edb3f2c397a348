package sori.voice;

import java.util.Optional;
import sori.acoustic.EngineOptions;
import sori.acoustic.Precision;
import sori.onnx.Provider;
import sori.text.EmbedMode;

/**
 * How a voice is used here.
 *
 * @param provider where its graphs run
 * @param precision numbers in which the acoustic model multiplies
 * @param engine threads and blocks of the acoustic engine
 * @param embed overrides the manifest's way of words into the model
 */
public record VoiceOptions(Provider provider, Precision precision, EngineOptions engine, Optional<EmbedMode> embed) {
    public static final VoiceOptions DEFAULT =
            new VoiceOptions(Provider.AUTO, Precision.AUTO, EngineOptions.DEFAULT, Optional.empty());

    public VoiceOptions withWorkers(int workers) {
        return new VoiceOptions(provider, precision, engine.withWorkers(workers), embed);
    }

    public VoiceOptions withBatch(int batch) {
        return new VoiceOptions(provider, precision, engine.withBatch(batch), embed);
    }

    public VoiceOptions withEngine(EngineOptions other) {
        return new VoiceOptions(provider, precision, other, embed);
    }

    public VoiceOptions withProvider(Provider provider) {
        return new VoiceOptions(provider, precision, engine, embed);
    }

    public VoiceOptions withPrecision(Precision precision) {
        return new VoiceOptions(provider, precision, engine, embed);
    }

    public VoiceOptions withEmbed(EmbedMode mode) {
        return new VoiceOptions(provider, precision, engine, Optional.of(mode));
    }

    /** Wherever the voice is used, its graphs run on the processor, in this precision. */
    public VoiceOptions onProcessor(Precision precision) {
        return withProvider(Provider.CPU).withPrecision(precision);
    }
}
