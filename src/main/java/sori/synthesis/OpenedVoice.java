package sori.synthesis;

import sori.acoustic.AcousticEngine;
import sori.acoustic.AttentionLimits;
import sori.mel.MelFormat;
import sori.text.SymbolEncoder;
import sori.vocoder.Vocoder;
import sori.voice.Voice;

/** An open voice; each part is loaded when it is first asked for. Owns the voice. */
public record OpenedVoice(Voice voice, SymbolEncoder encoder) implements SpeakingVoice, AutoCloseable {
    /** @param voice belongs to what is returned */
    public static OpenedVoice of(Voice voice) {
        return new OpenedVoice(voice, voice.embedder());
    }

    @Override
    public AcousticEngine engine() {
        return voice.engine();
    }

    @Override
    public Vocoder vocoder() {
        return voice.vocoder();
    }

    @Override
    public MelFormat melFormat() {
        return voice.melFormat();
    }

    @Override
    public AttentionLimits attentionLimits() {
        return voice.manifest().attentionLimits();
    }

    @Override
    public void close() {
        voice.close();
    }
}
