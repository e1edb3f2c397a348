package sori.kafka;

import sori.schema.AudioChunk;
import sori.schema.MelChunk;
import sori.schema.Segment;
import sori.schema.ShadowComparison;
import sori.schema.SpeechControl;
import sori.schema.SpeechFailure;
import sori.schema.SymbolSequence;
import sori.schema.TextEvent;

/** The topics of the pipeline under their usual names. */
public final class Topics {
    public static final Topic<TextEvent> TEXT = Topic.of("speech.text", TextEvent.class);
    public static final Topic<SpeechControl> CONTROL = Topic.of("speech.control", SpeechControl.class);
    public static final Topic<Segment> SEGMENTS = Topic.of("speech.segments", Segment.class);
    public static final Topic<SymbolSequence> SYMBOLS = Topic.of("speech.symbols", SymbolSequence.class);
    public static final Topic<MelChunk> MEL = Topic.of("speech.mel", MelChunk.class);
    public static final Topic<AudioChunk> AUDIO = Topic.of("speech.audio", AudioChunk.class);
    public static final Topic<SpeechFailure> FAILURES = Topic.of("speech.failures", SpeechFailure.class);
    public static final Topic<AudioChunk> SHADOW_AUDIO = AUDIO.named("speech.audio.shadow");
    public static final Topic<ShadowComparison> SHADOW_COMPARISONS =
            Topic.of("speech.shadow-comparisons", ShadowComparison.class);

    private Topics() {}
}
