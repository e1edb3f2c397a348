package sori.training.acoustic;

/**
 * Whether a {@link MelCritic} listens while an acoustic model is trained, and how much that counts.
 *
 * @param weight of its objections beside the mel error; 0 for none
 * @param features of the difference between what its layers make of recorded and of made mels, beside its objections
 * @param rate at which it learns itself
 */
public record CriticSettings(double weight, double features, double rate) {
    public static final CriticSettings DEFAULT = new CriticSettings(0, 2, 2e-4);

    /** @throws IllegalArgumentException naming what is out of its range */
    public CriticSettings {
        require(weight >= 0, "weight", weight, "0 or more");
        require(features >= 0, "features", features, "0 or more");
        require(rate > 0 && rate < 1, "rate", rate, "between 0 and 1");
    }

    private static void require(boolean holds, String name, double value, String wanted) {
        if (!holds) {
            throw new IllegalArgumentException("adversary's " + name + " is " + value + ", but must be " + wanted);
        }
    }

    boolean listens() {
        return weight > 0;
    }
}
