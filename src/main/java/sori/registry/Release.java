package sori.registry;

import java.io.IOException;
import java.nio.file.Files;
import java.time.Instant;
import java.util.List;
import sori.schema.ModelArtifact;
import sori.schema.ModelRelease;
import sori.voice.VoiceManifest;
import sori.voice.VoicePackage;
import sori.voice.VoiceRefusedException;

/**
 * A version of a voice as the registry has it. Immutable.
 *
 * @param offset of its record: later ones are newer
 */
public record Release(ModelRelease record, VoiceManifest manifest, long offset) {
    /** Voices that are larger than this are no voices. */
    private static final long MOST_BYTES = 1L << 30;

    /**
     * Reads a record and holds its parts against each other.
     *
     * @throws VoiceRefusedException if the manifest is broken, naming the field
     * @throws ModelRefusedException if the record contradicts itself
     */
    static Release of(ModelRelease record, long offset) throws VoiceRefusedException, ModelRefusedException {
        String id = record.getVoice() + "@" + record.getVersion();
        VoiceManifest manifest = VoiceManifest.read("release " + id, record.getManifest());
        require(id, manifest.id().equals(id), "its manifest is " + manifest.id() + "'s");
        require(id, record.getChunkBytes() > 0, "its chunks have " + record.getChunkBytes() + " bytes");
        require(id, record.getArtifacts().size() == manifest.files().size(), "it has other files than its manifest");
        long bytes = 0;
        for (ModelArtifact artifact : record.getArtifacts()) {
            VoiceManifest.FileEntry vouched = manifest.files().get(artifact.getFile());
            require(
                    id,
                    vouched != null
                            && vouched.sha256().equals(artifact.getSha256())
                            && vouched.bytes() == artifact.getBytes(),
                    "its " + artifact.getFile() + " is not its manifest's");
            bytes += artifact.getBytes();
        }
        require(id, bytes <= MOST_BYTES, "its files have " + bytes + " bytes, more than " + MOST_BYTES);
        return new Release(record, manifest, offset);
    }

    private static void require(String id, boolean holds, String complaint) throws ModelRefusedException {
        if (!holds) {
            throw new ModelRefusedException("the release " + id + " contradicts itself: " + complaint);
        }
    }

    public ModelId id() {
        return new ModelId(record.getVoice(), record.getVersion());
    }

    public Instant publishedAt() {
        return record.getPublishedAt();
    }

    public String publishedBy() {
        return record.getPublishedBy();
    }

    /**
     * Whether a package is the one that was published.
     *
     * @throws IOException if its manifest cannot be read
     */
    public boolean isOf(VoicePackage files) throws IOException {
        return files.manifest().id().equals(id().toString())
                && Files.readString(files.directory().resolve(VoicePackage.MANIFEST))
                        .equals(record.getManifest());
    }

    public boolean signed() {
        return record.getSignature() != null;
    }

    public long bytes() {
        return artifacts().stream().mapToLong(ModelArtifact::getBytes).sum();
    }

    List<ModelArtifact> artifacts() {
        return record.getArtifacts();
    }

    int chunks(ModelArtifact artifact) {
        return Math.toIntExact((artifact.getBytes() + record.getChunkBytes() - 1) / record.getChunkBytes());
    }

    static String chunkKey(String sha256, int index) {
        return sha256 + "/" + index;
    }
}
