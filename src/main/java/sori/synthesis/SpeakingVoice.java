package sori.synthesis;

import sori.acoustic.AcousticEngine;
import sori.acoustic.AttentionLimits;
import sori.mel.MelFormat;
import sori.text.SymbolEncoder;
import sori.vocoder.Vocoder;

/** One version of a voice, as the stages use it: each asks for its own part only, which may then be loaded. Thread-safe. */
public interface SpeakingVoice {
    SymbolEncoder encoder();

    AcousticEngine engine();

    Vocoder vocoder();

    MelFormat melFormat();

    /** See {@link sori.voice.VoiceManifest}. */
    AttentionLimits attentionLimits();
}
