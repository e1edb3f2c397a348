package sori.synthesis;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;

/** The number that decides a sentence's random choices: the same for the same utterance id, sentence and voice version. */
final class Seed {
    private Seed() {}

    static long of(String utteranceId, int segment, String voiceVersion) {
        try {
            String name = utteranceId + "\n" + segment + "\n" + voiceVersion;
            byte[] hash = MessageDigest.getInstance("SHA-256").digest(name.getBytes(StandardCharsets.UTF_8));
            return ByteBuffer.wrap(hash).getLong();
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every JDK has SHA-256", e);
        }
    }
}
