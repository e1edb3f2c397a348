package sori.stream;

/**
 * How an application treats the registry's voices.
 *
 * @param trust PEM file of Ed25519 public keys: only releases and names that one of them has signed count; empty for all
 */
public record ModelSettings(String trust) {
    public static final ModelSettings DEFAULT = new ModelSettings("");
}
