package sori.training.acoustic;

import java.nio.file.Path;
import sori.acoustic.AttentionLimits;
import sori.text.EmbedMode;

/**
 * How a voice package speaks.
 *
 * @param embed how words enter, unless whoever opens it says otherwise
 * @param dropout of the prenet
 * @param dictionary source of the lexicon, for a language that needs one
 */
public record PackageSpeech(EmbedMode embed, double dropout, AttentionLimits limits, Path dictionary) {}
