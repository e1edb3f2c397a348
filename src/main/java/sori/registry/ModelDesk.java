package sori.registry;

import java.io.IOException;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.Consumer;
import java.util.stream.Collectors;
import org.apache.kafka.common.KafkaException;
import org.jspecify.annotations.Nullable;
import sori.kafka.KafkaAccess;
import sori.schema.ModelArtifact;
import sori.schema.ModelEvent;
import sori.schema.ModelEventKind;

/** Moves aliases and retires versions: an operator's hands, and a program's. The topics must exist. Thread-safe. */
public final class ModelDesk {
    private static final Duration LIMIT = Duration.ofSeconds(60);

    private final KafkaAccess kafka;
    private final String by;

    /** @param by who does it, for a person */
    public ModelDesk(KafkaAccess kafka, String by) {
        this.kafka = kafka;
        this.by = by;
    }

    /**
     * How a promotion goes about it.
     *
     * @param patience how long to wait for instances
     * @param force whether to go on though instances reject the version, or don't answer in time
     * @param why for the history; may be empty
     * @param progress told what is being waited for, a line each time it changes
     */
    public record Manner(Duration patience, boolean force, String why, Consumer<String> progress) {}

    /**
     * What an alias was moved by.
     *
     * @param warnings what was overridden by force; a line each
     */
    public record Moved(String before, String after, List<String> warnings) {}

    /**
     * Has every live instance load a version, waits until all report it loaded, and moves an alias to it.
     *
     * @throws ModelRefusedException if there is no such version, an instance rejects it or does not load it in time, or the
     *     shares come to more than all
     */
    public Moved promote(ModelId id, Alias alias, Manner manner) throws IOException {
        List<String> warnings = ready(Set.of(id.version()), id.voice(), manner);
        return change(
                ModelEventKind.PROMOTED, id.voice(), Optional.of(id.version()), manner.why(), warnings, aliases -> {
                    if (!alias.name().equals(Alias.STABLE)
                            && aliases.version(Alias.STABLE).isEmpty()) {
                        throw new ModelRefusedException(id.voice() + " has no stable version yet; promote one first");
                    }
                    return aliases.moved(alias, now());
                });
    }

    /**
     * Takes an alias away: its share falls to stable.
     *
     * @throws ModelRefusedException if there is none, or it is stable
     */
    public Moved drop(String voice, String alias, String why) throws IOException {
        return change(ModelEventKind.PROMOTED, voice, Optional.empty(), why, List.of(), aliases -> {
            if (alias.equals(Alias.STABLE) || aliases.find(alias).isEmpty()) {
                throw new ModelRefusedException(
                        voice + " cannot lose the alias " + alias + "; it has: " + aliases.describe());
            }
            return aliases.dropped(alias, now());
        });
    }

    /**
     * Makes a voice's aliases what they were before the last change.
     *
     * @throws ModelRefusedException if they never were anything else, or instances cannot load what they named
     */
    public Moved rollback(String voice, Manner manner) throws IOException {
        Registry registry = ModelLog.read(kafka);
        Aliases back = back(registry.aliasesOf(voice));
        Set<String> versions = back.now().stream().map(Alias::version).collect(Collectors.toCollection(TreeSet::new));
        List<String> warnings = ready(versions, voice, manner);
        return change(ModelEventKind.ROLLED_BACK, voice, Optional.empty(), manner.why(), warnings, ModelDesk::back);
    }

    private static Aliases back(Aliases aliases) throws ModelRefusedException {
        Optional<Aliases> back = aliases.back();
        if (back.isEmpty()) {
            throw new ModelRefusedException("nothing to go back to: the aliases of " + aliases.voice()
                    + " never changed (" + aliases.describe() + ")");
        }
        return back.get();
    }

    /** What becomes of a voice's aliases. */
    private interface Change {
        Aliases of(Aliases aliases) throws ModelRefusedException;
    }

    private Moved change(
            ModelEventKind kind,
            String voice,
            Optional<String> version,
            String why,
            List<String> warnings,
            Change change)
            throws IOException {
        try (ModelWriter writer = ModelWriter.open(kafka, voice, LIMIT)) {
            Registry registry = ModelLog.read(kafka);
            Aliases before = registry.aliasesOf(voice);
            Aliases after = change.of(before);
            for (Alias alias : after.now()) {
                find(registry, new ModelId(voice, alias.version())); // it may have been retired meanwhile
            }
            writer.aliases(after);
            @Nullable String named = version.isPresent() ? version.get() : null;
            writer.event(new ModelEvent(now(), kind, voice, named, before.describe(), after.describe(), by, why));
            writer.commit();
            return new Moved(before.describe(), after.describe(), warnings);
        } catch (KafkaException e) {
            throw new ModelRefusedException("the cluster does not take the aliases of " + voice + ": " + e, e);
        }
    }

    private static Release find(Registry registry, ModelId id) throws ModelRefusedException {
        Optional<Release> release = registry.find(id);
        if (release.isEmpty()) {
            String why = registry.unusable().get(id);
            List<String> ids = registry.ids().stream().map(ModelId::toString).toList();
            throw new ModelRefusedException(
                    why == null
                            ? "the registry has no " + id + "; it has " + (ids.isEmpty() ? "no voice" : ids)
                            : id + " cannot be used: " + why);
        }
        return release.get();
    }

    /** Has versions loaded everywhere, and waits for it; says what is not as it should be when forced. */
    private List<String> ready(Set<String> versions, String voice, Manner manner) throws IOException {
        Registry registry = ModelLog.read(kafka);
        Set<ModelId> wanted = new TreeSet<>();
        for (String version : versions) {
            wanted.add(find(registry, new ModelId(voice, version)).id());
        }
        for (ModelId id : wanted) {
            if (!registry.wanted().contains(id)) {
                write(voice, aliases -> aliases.expecting(id.version()));
            }
        }
        List<String> warnings = new ArrayList<>();
        try (InstanceBoard board = InstanceBoard.open(kafka)) {
            for (ModelId id : wanted) {
                List<String> objections = board.awaitLoaded(id, manner.patience(), manner.progress());
                if (!objections.isEmpty() && !manner.force()) {
                    write(voice, Aliases::expectingNothing);
                    throw new ModelRefusedException(id + " is not promoted: " + String.join("; ", objections)
                            + " (--force does it all the same)");
                }
                warnings.addAll(objections);
            }
        }
        return warnings;
    }

    /** A change that nobody hears, and no history remembers. */
    private void write(String voice, Change change) throws IOException {
        try (ModelWriter writer = ModelWriter.open(kafka, voice, LIMIT)) {
            Aliases before = ModelLog.read(kafka).aliasesOf(voice);
            Aliases after = change.of(before);
            if (!after.equals(before)) {
                writer.aliases(after);
                writer.commit();
            }
        }
    }

    /**
     * Takes a version away, with the chunks that no other version needs.
     *
     * @throws ModelRefusedException if an alias names it, or utterances still need it
     */
    public void retire(ModelId id, String why) throws IOException {
        try (ModelWriter writer = ModelWriter.open(kafka, id.voice(), LIMIT)) {
            Registry registry = ModelLog.read(kafka);
            Aliases aliases = registry.aliasesOf(id.voice());
            List<Alias> names = aliases.namesOf(id.version());
            if (!names.isEmpty()) {
                throw new ModelRefusedException(
                        id + " is not retired: it is " + names + "; promote another version first");
            }
            if (!registry.unusable().containsKey(id)) {
                dropChunks(writer, registry, find(registry, id));
            }
            refuseWhileNeeded(id);
            writer.dropRelease(id);
            Aliases after = aliases.forgetting(id.version());
            if (!after.equals(aliases)) {
                writer.aliases(after);
            }
            writer.event(new ModelEvent(
                    now(),
                    ModelEventKind.RETIRED,
                    id.voice(),
                    id.version(),
                    aliases.describe(),
                    after.describe(),
                    by,
                    why));
            writer.commit();
        } catch (KafkaException e) {
            throw new ModelRefusedException("the cluster does not take the retirement of " + id + ": " + e, e);
        }
    }

    private void refuseWhileNeeded(ModelId id) throws ModelRefusedException {
        try (InstanceBoard board = InstanceBoard.open(kafka)) {
            List<String> busy = board.live().stream()
                    .filter(instance -> instance.getNeeded().contains(id.toString()))
                    .map(instance -> instance.getInstance())
                    .toList();
            if (!busy.isEmpty()) {
                throw new ModelRefusedException(
                        id + " is not retired: utterances under way on " + busy + " still need it; try again later");
            }
        }
    }

    private static void dropChunks(ModelWriter writer, Registry registry, Release release) {
        Set<String> others = registry.releases().values().stream()
                .filter(other -> !other.id().equals(release.id()))
                .flatMap(other -> other.artifacts().stream())
                .map(ModelArtifact::getSha256)
                .collect(Collectors.toSet());
        for (ModelArtifact artifact : release.artifacts()) {
            for (int i = 0; i < release.chunks(artifact) && !others.contains(artifact.getSha256()); i++) {
                writer.dropChunk(Release.chunkKey(artifact.getSha256(), i));
            }
        }
    }

    private static Instant now() {
        return Instant.now().truncatedTo(ChronoUnit.MILLIS);
    }
}
