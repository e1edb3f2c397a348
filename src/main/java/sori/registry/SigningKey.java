package sori.registry;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyFactory;
import java.security.PrivateKey;
import java.security.Signature;
import java.security.spec.PKCS8EncodedKeySpec;
import java.util.List;
import sori.schema.ModelRelease;

/** An Ed25519 private key. Immutable. */
public final class SigningKey {
    private final PrivateKey key;

    private SigningKey(PrivateKey key) {
        this.key = key;
    }

    /**
     * Reads a PEM file as {@code openssl genpkey -algorithm ed25519} writes it.
     *
     * @throws ModelRefusedException if it holds anything else
     */
    public static SigningKey read(Path file) throws IOException {
        List<byte[]> keys = Pem.blocks("PRIVATE KEY", Files.readString(file, StandardCharsets.US_ASCII), file);
        if (keys.size() != 1) {
            throw new ModelRefusedException(file + " holds " + keys.size() + " private keys, not one");
        }
        try {
            return new SigningKey(
                    KeyFactory.getInstance("Ed25519").generatePrivate(new PKCS8EncodedKeySpec(keys.get(0))));
        } catch (GeneralSecurityException e) {
            throw new ModelRefusedException(file + " is no Ed25519 key: " + e.getMessage(), e);
        }
    }

    /** Signs the whole record, which must be complete. */
    void sign(ModelRelease release) {
        try {
            Signature signature = Signature.getInstance("Ed25519");
            signature.initSign(key);
            signature.update(ReleaseSignature.content(release));
            release.setSignature(ByteBuffer.wrap(signature.sign()));
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("every JDK signs with Ed25519", e);
        }
    }

    /** The same bytes have the same signature, always (RFC 8032). */
    byte[] sign(byte[] content) {
        try {
            Signature signature = Signature.getInstance("Ed25519");
            signature.initSign(key);
            signature.update(content);
            return signature.sign();
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("every JDK signs with Ed25519", e);
        }
    }
}
