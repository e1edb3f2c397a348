package sori.stream;

import java.util.Arrays;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import sori.schema.MelChunk;
import sori.schema.MelStatus;
import sori.vocoder.VocoderStream;

/** A mel chunk on its way to samples. Begun and asked by one stream thread, worked on by another. */
final class ChunkVocoding {
    private static final byte[] NO_STATE = {};

    private final UtteranceSpeech speech;
    private final MelChunk chunk;
    private final Optional<SpeakingVoice> voice;
    private final CompletableFuture<Vocoded> work;

    /**
     * @param samples that the chunk's frames made final
     * @param state of the sentence's stream after them; empty where nothing needs it
     */
    record Vocoded(float[] samples, byte[] state) {}

    private ChunkVocoding(
            UtteranceSpeech speech, MelChunk chunk, Optional<SpeakingVoice> voice, CompletableFuture<Vocoded> work) {
        this.speech = speech;
        this.chunk = chunk;
        this.voice = voice;
        this.work = work;
    }

    /**
     * Puts a chunk on the workbench, which takes an utterance's chunks in their order.
     *
     * @param keepState whether the result tells the stream's state
     */
    static ChunkVocoding begin(
            UtteranceSpeech speech,
            MelChunk chunk,
            Optional<SpeakingVoice> voice,
            Workbench workbench,
            boolean keepState) {
        CompletableFuture<Vocoded> work = voice.isEmpty() || chunk.getStatus() == MelStatus.FAILED
                ? CompletableFuture.completedFuture(new Vocoded(new float[0], NO_STATE))
                : CompletableFuture.supplyAsync(
                        () -> vocode(speech, chunk, voice.get(), keepState), workbench::execute);
        return new ChunkVocoding(speech, chunk, voice, work);
    }

    private static Vocoded vocode(UtteranceSpeech speech, MelChunk chunk, SpeakingVoice voice, boolean keepState) {
        if (chunk.getFrames() > 0 && chunk.getMels() != voice.melFormat().mels()) {
            throw new IllegalArgumentException("the frames have " + chunk.getMels() + " mel bands, the voice "
                    + voice.melFormat().mels());
        }
        VocoderStream stream = speech.stream(chunk, voice.vocoder());
        float[] samples = stream.push(MelFrames.of(chunk));
        if (chunk.getEndOfSegment()) {
            return new Vocoded(joined(samples, stream.end()), NO_STATE);
        }
        return new Vocoded(samples, keepState && samples.length > 0 ? stream.state() : NO_STATE);
    }

    private static float[] joined(float[] first, float[] second) {
        float[] both = Arrays.copyOf(first, first.length + second.length);
        System.arraycopy(second, 0, both, first.length, second.length);
        return both;
    }

    UtteranceSpeech speech() {
        return speech;
    }

    MelChunk chunk() {
        return chunk;
    }

    /** Empty when the voice is not here, and nothing was vocoded. */
    Optional<SpeakingVoice> voice() {
        return voice;
    }

    boolean done() {
        return work.isDone();
    }

    /**
     * What was made, when it is {@link #done}.
     *
     * @throws CompletionException with the reason if the vocoder gave up
     */
    Vocoded vocoded() {
        return work.join();
    }
}
