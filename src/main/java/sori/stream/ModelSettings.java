package sori.stream;

/**
 * How an application treats the registry's voices.
 *
 * @param trust PEM file of Ed25519 public keys: only releases that one of them has signed are loaded; empty for all
 */
public record ModelSettings(String trust) {
    public static final ModelSettings DEFAULT = new ModelSettings("");
}
