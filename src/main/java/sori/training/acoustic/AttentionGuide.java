package sori.training.acoustic;

/**
 * Where attention is pulled to while it is learnt (Tachibana et al. 2018, section 4).
 *
 * @param kind what is known of the symbols' times
 * @param weight of its loss beside that of the mels
 * @param timesSigmaSeconds how far beside its time a symbol may be attended at little cost
 * @param diagonalSigma the same around the diagonal, as a share of the recording
 */
public record AttentionGuide(Kind kind, double weight, double timesSigmaSeconds, double diagonalSigma) {
    public static final AttentionGuide DEFAULT = new AttentionGuide(Kind.TIMES, 5, 0.06, 0.15);

    /** What the guide goes by. */
    public enum Kind {
        /** The phones' times where the corpus has them, else the diagonal. */
        TIMES,
        /** Every symbol has the same share of the recording. */
        DIAGONAL,
        NONE
    }

    /** @throws IllegalArgumentException naming what is out of its range */
    public AttentionGuide {
        if (!(weight >= 0)) {
            throw new IllegalArgumentException("weight is " + weight + ", but must be 0 or more");
        }
        if (!(timesSigmaSeconds > 0) || !(diagonalSigma > 0)) {
            throw new IllegalArgumentException("timesSigmaSeconds and diagonalSigma must be positive");
        }
    }

    double lossWeight() {
        return kind == Kind.NONE ? 0 : weight;
    }
}
