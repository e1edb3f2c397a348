package sori.voice;

import java.util.Optional;
import sori.acoustic.EngineOptions;
import sori.onnx.Provider;
import sori.text.EmbedMode;

/**
 * How a voice is used here.
 *
 * @param provider where its graphs run
 * @param engine threads and blocks of the acoustic engine
 * @param embed overrides the manifest's way of words into the model
 */
public record VoiceOptions(Provider provider, EngineOptions engine, Optional<EmbedMode> embed) {
    public static final VoiceOptions DEFAULT = new VoiceOptions(Provider.AUTO, EngineOptions.DEFAULT, Optional.empty());

    public VoiceOptions withWorkers(int workers) {
        return new VoiceOptions(provider, engine.withWorkers(workers), embed);
    }

    public VoiceOptions withBatch(int batch) {
        return new VoiceOptions(provider, engine.withBatch(batch), embed);
    }

    public VoiceOptions withProvider(Provider provider) {
        return new VoiceOptions(provider, engine, embed);
    }

    public VoiceOptions withEmbed(EmbedMode mode) {
        return new VoiceOptions(provider, engine, Optional.of(mode));
    }
}
