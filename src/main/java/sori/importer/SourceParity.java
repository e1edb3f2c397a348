package sori.importer;

/**
 * The largest absolute differences between a foreign model's own graphs and ours.
 *
 * @param encoder memory, and the attention's view of it
 * @param decoder frames, gate logits and all states, over steps that each start from the same states
 * @param postnet mel, natural log
 */
public record SourceParity(double encoder, double decoder, double postnet) {
    public static final double BOUND = 1e-4;

    /** Whether all lie within the bound; what is no number does not. */
    public boolean holds() {
        return encoder <= BOUND && decoder <= BOUND && postnet <= BOUND;
    }

    public double worst() {
        return Math.max(encoder, Math.max(decoder, postnet));
    }
}
