package sori.registry;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.TreeMap;
import java.util.concurrent.Future;
import org.apache.kafka.clients.producer.RecordMetadata;
import org.apache.kafka.common.KafkaException;
import sori.kafka.KafkaAccess;
import sori.schema.ModelArtifact;
import sori.schema.ModelEvent;
import sori.schema.ModelEventKind;
import sori.schema.ModelRelease;
import sori.voice.VoiceManifest;
import sori.voice.VoicePackage;

/**
 * Puts voice packages into the registry, for good: a version that is there with other bytes is refused, also when two publish
 * it at once. The topics must exist. Thread-safe.
 */
public final class ModelPublisher {
    private static final Duration BASE_LIMIT = Duration.ofSeconds(60);
    private static final long SLOWEST_BYTES_PER_SECOND = 1 << 20;

    /** Brokers take no longer transactions by default. */
    private static final Duration LONGEST_LIMIT = Duration.ofMinutes(15);

    private final KafkaAccess kafka;
    private final String by;

    /** @param by who publishes, for a person */
    public ModelPublisher(KafkaAccess kafka, String by) {
        this.kafka = kafka;
        this.by = by;
    }

    /**
     * What came of it.
     *
     * @param added false when the very same was there
     * @param stable whether it is the voice's first version and so became stable
     */
    public record Published(ModelId id, boolean added, boolean stable) {}

    /**
     * Writes a package's files and its release, all or nothing. A voice's first version becomes its stable one.
     *
     * @param signing signs the release, if it is to be signed
     * @param why for the history; may be empty
     * @throws ModelRefusedException if the version is there with other bytes, or the cluster refuses
     * @throws sori.voice.VoiceRefusedException if the package breaks its contract
     */
    public Published publish(VoicePackage files, Optional<SigningKey> signing, String why) throws IOException {
        files.verify();
        ModelId id = new ModelId(files.manifest().name(), files.manifest().version());
        String manifest = Files.readString(files.directory().resolve(VoicePackage.MANIFEST), StandardCharsets.UTF_8);
        try (ModelWriter writer = ModelWriter.open(kafka, id.toString(), limit(files))) {
            Registry registry = ModelLog.read(kafka);
            Optional<Release> known = registry.find(id);
            if (known.isPresent() || registry.unusable().containsKey(id)) {
                if (known.filter(release -> release.record().getManifest().equals(manifest))
                        .isPresent()) {
                    return new Published(id, false, false);
                }
                throw new ModelRefusedException(id
                        + " is published already, with other bytes; a version never changes: raise it in the package");
            }
            return write(writer, files, id, manifest, registry, signing, why);
        } catch (KafkaException e) {
            throw new ModelRefusedException("the cluster does not take " + id + ": " + e, e);
        }
    }

    private static Duration limit(VoicePackage files) {
        long bytes = files.manifest().files().values().stream()
                .mapToLong(entry -> entry.bytes())
                .sum();
        Duration limit = BASE_LIMIT.plusSeconds(bytes / SLOWEST_BYTES_PER_SECOND);
        return limit.compareTo(LONGEST_LIMIT) < 0 ? limit : LONGEST_LIMIT;
    }

    private Published write(
            ModelWriter writer,
            VoicePackage files,
            ModelId id,
            String manifest,
            Registry registry,
            Optional<SigningKey> signing,
            String why)
            throws IOException {
        List<ModelArtifact> artifacts = new ArrayList<>();
        Optional<Future<RecordMetadata>> first = Optional.empty();
        for (Map.Entry<String, VoiceManifest.FileEntry> file :
                new TreeMap<>(files.manifest().files()).entrySet()) {
            byte[] bytes = files.bytes(file.getKey());
            String sha256 = file.getValue().sha256();
            for (int i = 0; i * (long) ModelTopics.CHUNK_BYTES < bytes.length; i++) {
                Future<RecordMetadata> sent = writer.chunk(Release.chunkKey(sha256, i), chunk(bytes, i));
                first = first.isPresent() ? first : Optional.of(sent);
            }
            artifacts.add(new ModelArtifact(file.getKey(), sha256, (long) bytes.length));
        }
        long offset = first.isPresent()
                ? ModelWriter.await(first.get(), id.toString()).offset()
                : 0;
        Instant now = Instant.now().truncatedTo(ChronoUnit.MILLIS);
        ModelRelease release = ModelRelease.newBuilder()
                .setVoice(id.voice())
                .setVersion(id.version())
                .setManifest(manifest)
                .setArtifacts(artifacts)
                .setChunkBytes(ModelTopics.CHUNK_BYTES)
                .setFirstChunkOffset(offset)
                .setPublishedAt(now)
                .setPublishedBy(by)
                .build();
        signing.ifPresent(key -> key.sign(release));
        writer.release(release);
        Aliases before = registry.aliasesOf(id.voice());
        boolean stable = before.version(Alias.STABLE).isEmpty();
        Aliases after = stable ? before.moved(new Alias(Alias.STABLE, id.version(), OptionalInt.empty()), now) : before;
        if (stable) {
            writer.aliases(after);
        }
        writer.event(new ModelEvent(
                now, ModelEventKind.PUBLISHED, id.voice(), id.version(), before.describe(), after.describe(), by, why));
        writer.commit();
        return new Published(id, true, stable);
    }

    private static byte[] chunk(byte[] bytes, int index) {
        int from = index * ModelTopics.CHUNK_BYTES;
        return Arrays.copyOfRange(bytes, from, Math.min(bytes.length, from + ModelTopics.CHUNK_BYTES));
    }
}
