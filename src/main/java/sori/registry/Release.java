package sori.registry;

import java.io.IOException;
import java.nio.file.Files;
import java.time.Instant;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
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
    /** Of a chunk: none is worth a record of less, and no topic of ours takes more. */
    private static final int LEAST_CHUNK_BYTES = 64 << 10;

    private static final int MOST_CHUNK_BYTES = 8 << 20;

    /** Of the name of who published, which is shown to people. */
    private static final int MOST_NAME = 1_000;

    /**
     * Reads a record and holds its parts against each other.
     *
     * @throws VoiceRefusedException if the manifest is broken, naming the field
     * @throws ModelRefusedException if the record contradicts itself
     */
    static Release of(ModelRelease record, long offset) throws VoiceRefusedException, ModelRefusedException {
        require(
                "at offset " + offset,
                record.getVoice().length() <= MOST_NAME && record.getVersion().length() <= MOST_NAME,
                "its voice and version have no such names");
        String id = record.getVoice() + "@" + record.getVersion();
        VoiceManifest manifest = VoiceManifest.read("release " + id, record.getManifest());
        require(id, manifest.id().equals(id), "its manifest is " + manifest.id() + "'s");
        int chunk = record.getChunkBytes();
        require(
                id,
                chunk >= LEAST_CHUNK_BYTES && chunk <= MOST_CHUNK_BYTES,
                "its chunks have " + chunk + " bytes, not " + LEAST_CHUNK_BYTES + " to " + MOST_CHUNK_BYTES);
        require(id, record.getFirstChunkOffset() >= 0, "its chunks begin before their topic");
        require(id, record.getPublishedBy().length() <= MOST_NAME, "the name of who published it has no end");
        require(id, record.getArtifacts().size() == manifest.files().size(), "it has other files than its manifest");
        Set<String> files = new HashSet<>();
        for (ModelArtifact artifact : record.getArtifacts()) {
            VoiceManifest.FileEntry vouched = manifest.files().get(artifact.getFile());
            require(
                    id,
                    vouched != null
                            && files.add(artifact.getFile())
                            && vouched.sha256().equals(artifact.getSha256())
                            && vouched.bytes() == artifact.getBytes(),
                    "one of its files is not its manifest's");
        }
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

    /** All files together: at most {@link VoiceManifest#MOST_BYTES}. */
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
