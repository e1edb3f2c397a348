package sori.report;

import java.util.Base64;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * A sentence to listen to and to look at.
 *
 * @param wav a WAV file's bytes
 * @param mel a PNG file's bytes, time to the right
 * @param alignment likewise, symbols upwards; empty where there is no attention
 */
public record Sample(String sentence, byte[] wav, byte[] mel, Optional<byte[]> alignment) {
    /** An address that holds the file itself, as the next ones do. */
    String wavAddress() {
        return address("audio/wav", wav);
    }

    String melAddress() {
        return address("image/png", mel);
    }

    @Nullable
    String alignmentAddress() {
        return alignment.map(png -> address("image/png", png)).orElse(null);
    }

    private static String address(String type, byte[] bytes) {
        return "data:" + type + ";base64," + Base64.getEncoder().encodeToString(bytes);
    }
}
