package sori.corpus;

import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;

/** The hash that corpora, features and lists are told apart by. */
final class Sha256 {
    private Sha256() {}

    static MessageDigest start() {
        try {
            return MessageDigest.getInstance("SHA-256");
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every JDK has SHA-256", e);
        }
    }
}
