package sori.stream;

import sori.acoustic.AcousticEngine;
import sori.mel.MelFormat;
import sori.text.Normalizer;
import sori.text.SymbolEncoder;
import sori.vocoder.Vocoder;
import sori.voice.Voice;

/** A voice and what reads for it; each part is loaded when it is first asked for. */
record OpenedVoice(Voice voice, WordsFile words, SymbolEncoder encoder) implements SpeakingVoice {
    @Override
    public Normalizer normalizer() {
        return words.normalizer();
    }

    @Override
    public String name() {
        return voice.manifest().name();
    }

    @Override
    public String version() {
        return voice.manifest().version();
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
}
