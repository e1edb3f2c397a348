package sori.registry;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyFactory;
import java.security.PublicKey;
import java.security.Signature;
import java.security.spec.X509EncodedKeySpec;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import sori.schema.ModelAliases;
import sori.schema.ModelRelease;

/** Whose releases an instance loads, and whose names for them it goes by. Immutable. */
public final class TrustedKeys {
    private final Path file;
    private final List<PublicKey> keys;

    private TrustedKeys(Path file, List<PublicKey> keys) {
        this.file = file;
        this.keys = List.copyOf(keys);
    }

    /**
     * Reads a PEM file of one or more Ed25519 public keys, as {@code openssl pkey -pubout} writes them.
     *
     * @throws ModelRefusedException if it holds anything else
     */
    public static TrustedKeys read(Path file) throws IOException {
        List<PublicKey> keys = new ArrayList<>();
        for (byte[] encoded : Pem.blocks("PUBLIC KEY", Files.readString(file, StandardCharsets.US_ASCII), file)) {
            try {
                keys.add(KeyFactory.getInstance("Ed25519").generatePublic(new X509EncodedKeySpec(encoded)));
            } catch (GeneralSecurityException e) {
                throw new ModelRefusedException(file + " holds what is no Ed25519 key: " + e.getMessage(), e);
            }
        }
        return new TrustedKeys(file, keys);
    }

    /** Why a release is not to be trusted, for a person; empty when it is. */
    public Optional<String> distrust(ModelRelease release) {
        if (release.getSignature() == null) {
            return Optional.of("it is not signed, and models.trust asks for a signature by a key in " + file);
        }
        return vouchesFor(release, ReleaseSignature.content(release))
                        || vouchesFor(release, ReleaseSignature.earlierContent(release))
                ? Optional.empty()
                : Optional.of("none of the keys in " + file + " has signed it (models.trust)");
    }

    /**
     * A trusted release as its signature vouches for it. One that an earlier release of Sori signed vouches for the files, and not for
     * where and in what pieces they lie: they are looked for from the beginning, in the pieces that all of those had.
     */
    public Release vouched(Release release) {
        ModelRelease record = release.record();
        if (vouchesFor(record, ReleaseSignature.content(record))) {
            return release;
        }
        ModelRelease usual = new ModelRelease(
                record.getVoice(),
                record.getVersion(),
                record.getManifest(),
                record.getArtifacts(),
                ModelTopics.CHUNK_BYTES,
                0L,
                record.getPublishedAt(),
                record.getPublishedBy(),
                record.getSignature());
        return new Release(usual, release.manifest(), release.offset());
    }

    private boolean vouchesFor(ModelRelease release, byte[] content) {
        ByteBuffer signature = release.getSignature();
        if (signature == null) {
            return false;
        }
        byte[] signed = new byte[signature.remaining()];
        signature.duplicate().get(signed);
        return keys.stream().anyMatch(key -> verifies(key, content, signed));
    }

    /** Why a voice's names and retirements are not to be trusted, for a person; empty when they are. */
    public Optional<String> distrust(ModelAliases names) {
        if (names.getSignature() == null) {
            return Optional.of("nobody signed them, and models.trust asks for a signature by a key in " + file);
        }
        byte[] content = NameSignature.content(names);
        byte[] signed = NameSignature.bytes(names);
        return keys.stream().anyMatch(key -> verifies(key, content, signed))
                ? Optional.empty()
                : Optional.of("none of the keys in " + file + " has signed them (models.trust)");
    }

    private static boolean verifies(PublicKey key, byte[] bytes, byte[] signed) {
        try {
            Signature signature = Signature.getInstance("Ed25519");
            signature.initVerify(key);
            signature.update(bytes);
            return signature.verify(signed);
        } catch (GeneralSecurityException e) {
            return false; // bytes that are no signature at all
        }
    }
}
