package sori.registry;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import org.apache.kafka.common.KafkaException;
import sori.kafka.KafkaAccess;
import sori.schema.ModelArtifact;
import sori.schema.ModelEvent;
import sori.schema.ModelEventKind;
import sori.schema.ModelRelease;
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

    private static final Duration PATIENCE = Duration.ofSeconds(120);

    private final KafkaAccess kafka;
    private final String by;
    private final Optional<TrustedKeys> others;

    /** @param by who publishes, for a person */
    public ModelPublisher(KafkaAccess kafka, String by) {
        this(kafka, by, Optional.empty());
    }

    /**
     * Opens nothing yet.
     *
     * @param by who publishes, for a person
     * @param others who signs names beside the one who publishes; absent where nobody does
     */
    public ModelPublisher(KafkaAccess kafka, String by, Optional<TrustedKeys> others) {
        this.kafka = kafka;
        this.by = by;
        this.others = others;
    }

    /**
     * What came of it.
     *
     * @param added false when the very same was there
     * @param stable whether it became stable, as its voice's first version
     * @param objections why it did not, though the voice has no other; a line for each instance
     */
    public record Published(ModelId id, boolean added, boolean stable, List<String> objections) {
        public Published {
            objections = List.copyOf(objections);
        }
    }

    /** {@link #publish(VoicePackage, Optional, RolloutOptions)} with the usual patience, and nobody told. */
    public Published publish(VoicePackage files, Optional<SigningKey> signing, String why) throws IOException {
        return publish(files, signing, new RolloutOptions(PATIENCE, false, why, line -> {}));
    }

    /**
     * Writes a package's files and its release, all or nothing. A voice's first version then becomes its stable one, when every
     * instance has loaded it, or none is running.
     *
     * @param signing signs the release, and its name if it becomes stable; absent when nobody signs
     * @param options how the instances are waited for
     * @throws ModelRefusedException if the version is there with other bytes, or the cluster refuses
     * @throws sori.voice.VoiceRefusedException if the package breaks its contract
     */
    public Published publish(VoicePackage files, Optional<SigningKey> signing, RolloutOptions options)
            throws IOException {
        files.verify();
        ModelId id = new ModelId(files.manifest().name(), files.manifest().version());
        boolean added = put(files, id, signing, options.why());
        AliasMover mover = new AliasMover(kafka, by, NameSigner.of(signing, others));
        if (mover.hasStable(id.voice())) {
            return new Published(id, added, false, List.of());
        }
        List<String> objections = mover.makeStableAsFirst(id, options);
        return new Published(id, added, objections.isEmpty(), objections);
    }

    /** @return false when the very same is there, and signed as it is to be */
    private boolean put(VoicePackage files, ModelId id, Optional<SigningKey> signing, String why) throws IOException {
        String manifest = Files.readString(files.directory().resolve(VoicePackage.MANIFEST), StandardCharsets.UTF_8);
        try (ModelWriter writer = ModelWriter.open(kafka, id.toString(), limit(files))) {
            Registry registry = ModelLog.read(kafka);
            if (registry.aliasesOf(id.voice()).retired().contains(id.version())) {
                throw new ModelRefusedException(
                        id + " was retired, and no retired version comes back: raise the version in the package");
            }
            Optional<Release> known = registry.find(id);
            boolean same = known.filter(
                            release -> release.record().getManifest().equals(manifest))
                    .isPresent();
            if (same && isSigned(known.get().record(), signing)) {
                return false;
            }
            if (!same && (known.isPresent() || registry.unusable().containsKey(id))) {
                throw new ModelRefusedException(id
                        + " is published already, with other bytes; a version never changes: raise it in the package");
            }
            ArtifactUpload upload = new ArtifactUpload(kafka, writer, files, id.toString());
            List<ModelArtifact> artifacts = upload.send();
            Instant now = Instant.now().truncatedTo(ChronoUnit.MILLIS);
            ModelRelease release = new ModelRelease(
                    id.voice(),
                    id.version(),
                    manifest,
                    artifacts,
                    ModelTopics.CHUNK_BYTES,
                    upload.firstOffset(),
                    now,
                    by,
                    null);
            signing.ifPresent(key -> key.sign(release));
            ModelWriter.await(writer.release(release), id.toString());
            upload.replaceWhatWasRetired();
            String names = registry.aliasesOf(id.voice()).describe();
            writer.event(
                    new ModelEvent(now, ModelEventKind.PUBLISHED, id.voice(), id.version(), names, names, by, why));
            writer.commit();
            return true;
        } catch (KafkaException e) {
            throw new ModelRefusedException("the cluster does not take " + id + ": " + e, e);
        }
    }

    /** By this key or a known one, if there is one at all: what nobody signed, or an attacker stripped, is written again. */
    private boolean isSigned(ModelRelease release, Optional<SigningKey> signing) {
        if (signing.isEmpty()
                || others.filter(keys -> keys.distrust(release).isEmpty()).isPresent()) {
            return true;
        }
        ModelRelease ours = ModelRelease.newBuilder(release).build();
        signing.get().sign(ours);
        return Objects.equals(ours.getSignature(), release.getSignature());
    }

    private static Duration limit(VoicePackage files) {
        long bytes = files.manifest().files().values().stream()
                .mapToLong(entry -> entry.bytes())
                .sum();
        Duration limit = BASE_LIMIT.plusSeconds(bytes / SLOWEST_BYTES_PER_SECOND);
        return limit.compareTo(LONGEST_LIMIT) < 0 ? limit : LONGEST_LIMIT;
    }
}
