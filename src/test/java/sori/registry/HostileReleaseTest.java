package sori.registry;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.KeyPair;
import java.security.KeyPairGenerator;
import java.security.Signature;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Base64;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import sori.graph.TinyVoice;
import sori.schema.ModelArtifact;
import sori.schema.ModelRelease;
import sori.voice.VoicePackage;

/** Releases that claim what is not so: seen in the record, before anything is read or made as large as it says. */
class HostileReleaseTest {
    @TempDir
    private Path folder;

    private ModelRelease sound;
    private KeyPair keys;
    private SigningKey key;
    private TrustedKeys trusted;

    @BeforeEach
    void sound() throws Exception {
        VoicePackage files = TinyVoice.write(folder.resolve("voice"), "en-tiny", "1", 1);
        List<ModelArtifact> artifacts = new ArrayList<>();
        files.manifest()
                .files()
                .forEach((file, entry) -> artifacts.add(new ModelArtifact(file, entry.sha256(), entry.bytes())));
        sound = new ModelRelease(
                "en-tiny",
                "1",
                Files.readString(files.directory().resolve(VoicePackage.MANIFEST)),
                artifacts,
                ModelTopics.CHUNK_BYTES,
                5L,
                Instant.ofEpochMilli(1),
                "me",
                null);
        keys = KeyPairGenerator.getInstance("Ed25519").generateKeyPair();
        key = SigningKey.read(pem("PRIVATE KEY", keys.getPrivate().getEncoded()));
        trusted = TrustedKeys.read(pem("PUBLIC KEY", keys.getPublic().getEncoded()));
    }

    private Path pem(String label, byte[] bytes) throws IOException {
        String body = Base64.getMimeEncoder(64, new byte[] {'\n'}).encodeToString(bytes);
        return Files.writeString(
                folder.resolve(label + ".pem"),
                "-----BEGIN " + label + "-----\n" + body + "\n-----END " + label + "-----\n");
    }

    private ModelRelease changed(Consumer<ModelRelease> change) {
        List<ModelArtifact> files = new ArrayList<>();
        sound.getArtifacts()
                .forEach(each -> files.add(new ModelArtifact(each.getFile(), each.getSha256(), each.getBytes())));
        ModelRelease copy = new ModelRelease(
                sound.getVoice(),
                sound.getVersion(),
                sound.getManifest(),
                files,
                sound.getChunkBytes(),
                sound.getFirstChunkOffset(),
                sound.getPublishedAt(),
                sound.getPublishedBy(),
                sound.getSignature());
        change.accept(copy);
        return copy;
    }

    private static Consumer<ModelRelease> artifact(Consumer<ModelArtifact> change) {
        return release -> change.accept(release.getArtifacts().get(0));
    }

    /** Every field of the record, otherwise. */
    private Map<String, Consumer<ModelRelease>> changes() {
        Map<String, Consumer<ModelRelease>> changes = new LinkedHashMap<>();
        changes.put("voice", release -> release.setVoice("en-other"));
        changes.put("version", release -> release.setVersion("2"));
        changes.put("manifest", release -> release.setManifest(release.getManifest() + " "));
        changes.put("chunkBytes", release -> release.setChunkBytes(ModelTopics.CHUNK_BYTES / 2));
        changes.put("firstChunkOffset", release -> release.setFirstChunkOffset(6));
        changes.put("publishedAt", release -> release.setPublishedAt(Instant.ofEpochMilli(2)));
        changes.put("publishedBy", release -> release.setPublishedBy("you"));
        changes.put("a file's name", artifact(file -> file.setFile("other")));
        changes.put("a file's hash", artifact(file -> file.setSha256("0".repeat(64))));
        changes.put("a file's length", artifact(file -> file.setBytes(file.getBytes() + 1)));
        changes.put("one file less", release -> release.getArtifacts().remove(0));
        changes.put(
                "one file twice",
                release -> release.getArtifacts().add(release.getArtifacts().get(0)));
        changes.put(
                "the files' order",
                release -> release.getArtifacts().add(release.getArtifacts().remove(0)));
        return changes;
    }

    @Test
    void aSoundReleaseIsOne() {
        assertThatCode(() -> Release.of(sound, 0)).doesNotThrowAnyException();
    }

    @Test
    void noPieceMayBeOfAnyLength() {
        for (int bytes :
                new int[] {Integer.MIN_VALUE, -1, 0, 1, 1000, (64 << 10) - 1, (8 << 20) + 1, Integer.MAX_VALUE}) {
            assertThatThrownBy(() -> Release.of(changed(release -> release.setChunkBytes(bytes)), 0))
                    .as("chunks of %s bytes", bytes)
                    .isInstanceOf(ModelRefusedException.class)
                    .hasMessageContaining("its chunks have " + bytes + " bytes");
        }
        assertThatThrownBy(() -> Release.of(changed(release -> release.setFirstChunkOffset(-1)), 0))
                .isInstanceOf(ModelRefusedException.class);
    }

    @Test
    void noFileMayBeAnythingButItsManifests() {
        for (long bytes : new long[] {Long.MIN_VALUE, -1, 0, Integer.MAX_VALUE, Long.MAX_VALUE, Long.MAX_VALUE / 2}) {
            assertRefused(artifact(file -> file.setBytes(bytes)));
        }
        for (String name : List.of("", "../voice.json", "x".repeat(100_000))) {
            assertRefused(artifact(file -> file.setFile(name)));
        }
        assertRefused(artifact(file -> file.setSha256("../../etc/passwd")));
        assertRefused(release -> release.getArtifacts().clear());
        assertRefused(
                release -> release.getArtifacts().set(0, release.getArtifacts().get(1)));
        assertRefused(release -> release.setPublishedBy("x".repeat(100_000)));
        assertRefused(release -> release.setVoice("x".repeat(100_000)));
    }

    private void assertRefused(Consumer<ModelRelease> change) {
        assertThatThrownBy(() -> Release.of(changed(change), 0))
                .isInstanceOf(ModelRefusedException.class)
                .message()
                .contains("contradicts itself")
                .hasSizeLessThan(2000);
    }

    @Test
    void theSignatureIsOverEverything() {
        key.sign(sound);
        assertThat(trusted.distrust(sound)).isEmpty();
        changes()
                .forEach((field, change) -> assertThat(trusted.distrust(changed(change)))
                        .as(field)
                        .get()
                        .asString()
                        .contains("none of the keys in"));
    }

    /** As releases of Sori before signed. */
    private void signTheManifestOnly() throws Exception {
        Signature signature = Signature.getInstance("Ed25519");
        signature.initSign(keys.getPrivate());
        signature.update(sound.getManifest().getBytes(StandardCharsets.UTF_8));
        sound.setSignature(ByteBuffer.wrap(signature.sign()));
    }

    @Test
    void whatAnEarlierReleaseSignedIsReadByNothingThatItDidNotSign() throws Exception {
        signTheManifestOnly();
        assertThat(trusted.distrust(sound)).isEmpty();
        ModelRelease moved = changed(release -> {
            release.setChunkBytes(8 << 20);
            release.setFirstChunkOffset(Long.MAX_VALUE);
        });
        assertThat(trusted.distrust(moved)).isEmpty();
        ModelRelease read = trusted.vouched(Release.of(moved, 0)).record();
        assertThat(read.getChunkBytes()).isEqualTo(ModelTopics.CHUNK_BYTES);
        assertThat(read.getFirstChunkOffset()).isZero();
        assertThat(trusted.distrust(changed(release -> release.setManifest("{}"))))
                .isPresent();
    }

    @Test
    void whatIsSignedWhollyIsReadAsItSays() throws Exception {
        key.sign(sound);
        Release release = Release.of(sound, 0);
        assertThat(trusted.vouched(release)).isSameAs(release);
    }
}
