package sori.registry;

import java.io.IOException;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.apache.kafka.common.KafkaException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import sori.kafka.KafkaAccess;
import sori.registry.NameWriter.Followers;
import sori.schema.ModelArtifact;
import sori.schema.ModelEvent;
import sori.schema.ModelEventKind;
import sori.schema.ModelStatus;

/** How a version leaves the registry. Thread-safe. */
final class Retirement {
    private static final Logger LOG = LoggerFactory.getLogger(Retirement.class);
    private static final Duration LIMIT = Duration.ofSeconds(60);

    private final KafkaAccess kafka;
    private final String by;
    private final NameSigner signer;
    private final NameWriter names;

    /** @param by who does it, for a person */
    Retirement(KafkaAccess kafka, String by, NameSigner signer, NameWriter names) {
        this.kafka = kafka;
        this.by = by;
        this.signer = signer;
        this.names = names;
    }

    /**
     * Takes a version away, with the chunks that no other version needs.
     *
     * @throws ModelRefusedException if an alias names it, or utterances still need it
     */
    void retire(ModelId id, String why, Followers followers) throws IOException {
        while (!retiredUndisturbed(id, why, followers)) {
            LOG.info("while {} was retired, a version that shares files with it was published: once more", id);
        }
    }

    /**
     * Writes first which chunks go, and then looks whether a release has come that needs one of them
     * ({@link ArtifactUpload#replaceWhatWasRetired} does it the other way round).
     *
     * @return false when one has, and nothing is changed
     */
    private boolean retiredUndisturbed(ModelId id, String why, Followers followers) throws IOException {
        try (ModelWriter writer = ModelWriter.open(kafka, id.voice(), LIMIT)) {
            Registry registry = names.read(id.voice());
            Aliases aliases = registry.aliasesOf(id.voice());
            List<Alias> names = aliases.namesOf(id.version());
            if (!names.isEmpty()) {
                throw new ModelRefusedException(id + " is not retired, because it still is "
                        + names.stream().map(Alias::name).collect(Collectors.joining(" and "))
                        + "; promote another version first, or take the name away with `sori models drop`");
            }
            refuseWhileNeeded(id);
            Set<String> chunks = ownChunks(registry, id);
            chunks.forEach(writer::dropChunk);
            writer.flush();
            if (!ownChunks(ModelLog.read(kafka), id).containsAll(chunks)) {
                return false;
            }
            writer.dropRelease(id);
            Aliases after = signer.signs() ? aliases.retiring(id.version()) : aliases.forgetting(id.version());
            if (!after.equals(aliases)) {
                writer.aliases(signer.record(after, followers.counter(id.voice())));
            }
            String before = aliases.describe();
            writer.event(new ModelEvent(
                    Instant.now().truncatedTo(ChronoUnit.MILLIS),
                    ModelEventKind.RETIRED,
                    id.voice(),
                    id.version(),
                    before,
                    after.describe(),
                    by,
                    why));
            writer.commit();
            return true;
        } catch (KafkaException e) {
            throw new ModelRefusedException("the cluster does not take the retirement of " + id + ": " + e, e);
        }
    }

    private void refuseWhileNeeded(ModelId id) throws ModelRefusedException {
        try (InstanceBoard board = InstanceBoard.open(kafka)) {
            List<String> busy = board.live().stream()
                    .filter(instance -> instance.getNeeded().contains(id.toString()))
                    .map(ModelStatus::getInstance)
                    .toList();
            if (!busy.isEmpty()) {
                throw new ModelRefusedException(
                        id + " is not retired: utterances under way on " + busy + " still need it; try again later");
            }
        }
    }

    /** Keys of the chunks that no other release needs. Nothing is known of one that contradicts itself. */
    private static Set<String> ownChunks(Registry registry, ModelId id) throws ModelRefusedException {
        if (registry.unusable().containsKey(id)) {
            return Set.of();
        }
        Release release = registry.get(id);
        Set<String> others = registry.releases().values().stream()
                .filter(other -> !other.id().equals(id))
                .flatMap(other -> other.artifacts().stream())
                .map(ModelArtifact::getSha256)
                .collect(Collectors.toSet());
        return release.artifacts().stream()
                .filter(artifact -> !others.contains(artifact.getSha256()))
                .flatMap(artifact -> IntStream.range(0, release.chunks(artifact))
                        .mapToObj(i -> Release.chunkKey(artifact.getSha256(), i)))
                .collect(Collectors.toSet());
    }
}
