package sori.registry;

import java.io.ByteArrayOutputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import sori.schema.ModelArtifact;
import sori.schema.ModelRelease;

/**
 * What a release's signature is made over: every field of the record but the signature itself, so that nothing that decides what is
 * read can be changed by whoever may write the topic. {@code docs/operations.md} describes the bytes.
 */
final class ReleaseSignature {
    /** Begins as no manifest does, which is what earlier releases of Sori signed. */
    private static final String KIND = "sori ModelRelease 2\n";

    private ReleaseSignature() {}

    /** Texts as a 32-bit length and UTF-8, numbers big-endian. */
    static byte[] content(ModelRelease release) {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        try (DataOutputStream out = new DataOutputStream(bytes)) {
            out.write(KIND.getBytes(StandardCharsets.UTF_8));
            text(out, release.getVoice());
            text(out, release.getVersion());
            text(out, release.getManifest());
            out.writeInt(release.getArtifacts().size());
            for (ModelArtifact artifact : release.getArtifacts()) {
                text(out, artifact.getFile());
                text(out, artifact.getSha256());
                out.writeLong(artifact.getBytes());
            }
            out.writeInt(release.getChunkBytes());
            out.writeLong(release.getFirstChunkOffset());
            out.writeLong(release.getPublishedAt().toEpochMilli());
            text(out, release.getPublishedBy());
        } catch (IOException e) {
            throw new UncheckedIOException("memory takes everything", e);
        }
        return bytes.toByteArray();
    }

    /** What releases of Sori before signed: the manifest, which vouches for the files and for nothing else in the record. */
    static byte[] earlierContent(ModelRelease release) {
        return release.getManifest().getBytes(StandardCharsets.UTF_8);
    }

    private static void text(DataOutputStream out, String text) throws IOException {
        byte[] utf8 = text.getBytes(StandardCharsets.UTF_8);
        out.writeInt(utf8.length);
        out.write(utf8);
    }
}
