package sori.training;

import java.io.IOException;
import java.nio.file.Files;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import sori.voice.VoicePackage;

/**
 * The voice that a run began with.
 *
 * @param voice its id
 * @param manifestSha256 of its {@code voice.json}
 */
public record StartingVoice(String voice, String manifestSha256) {
    public static StartingVoice of(VoicePackage voice) throws IOException {
        try {
            byte[] manifest = Files.readAllBytes(voice.directory().resolve(VoicePackage.MANIFEST));
            String sha256 = HexFormat.of()
                    .formatHex(MessageDigest.getInstance("SHA-256").digest(manifest));
            return new StartingVoice(voice.manifest().id().toString(), sha256);
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every Java platform has SHA-256", e);
        }
    }
}
