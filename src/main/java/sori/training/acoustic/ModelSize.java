package sori.training.acoustic;

import sori.acoustic.AcousticShape;

/** How big an acoustic model is. */
public enum ModelSize {
    /** For tests. */
    TINY,
    /** Half of small. */
    MINI,
    SMALL,
    MEDIUM,
    /** As published. */
    FULL;

    AcousticShape shape(int symbols, int mels) {
        return switch (this) {
            case TINY -> AcousticShape.tiny(symbols, mels);
            case MINI -> AcousticShape.mini(symbols, mels);
            case SMALL -> AcousticShape.small(symbols, mels);
            case MEDIUM -> AcousticShape.medium(symbols, mels);
            case FULL -> AcousticShape.full(symbols, mels);
        };
    }
}
