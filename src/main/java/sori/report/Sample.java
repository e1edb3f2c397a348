package sori.report;

import java.util.Optional;

/**
 * A sentence to listen to and to look at.
 *
 * @param wav a WAV file's bytes
 * @param mel a PNG file's bytes, time to the right
 * @param alignment likewise, symbols upwards; empty where there is no attention
 */
public record Sample(String sentence, byte[] wav, byte[] mel, Optional<byte[]> alignment) {}
