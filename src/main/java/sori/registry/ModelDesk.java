package sori.registry;

import java.io.IOException;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.Future;
import java.util.function.Consumer;
import java.util.stream.Collectors;
import org.apache.kafka.clients.producer.RecordMetadata;
import org.apache.kafka.common.KafkaException;
import org.jspecify.annotations.Nullable;
import sori.kafka.KafkaAccess;
import sori.schema.ModelEvent;
import sori.schema.ModelEventKind;

/**
 * Moves aliases and retires versions: an operator's hands, and a program's. What moves an alias returns when every live instance
 * goes by it: a text that is published afterwards is spoken by what it names now. The topics must exist. Thread-safe.
 */
public final class ModelDesk {
    private static final Duration LIMIT = Duration.ofSeconds(60);

    /** Instances follow within milliseconds; one that was killed counts as gone before. */
    private static final Duration FOLLOWED = InstanceBoard.STALE.plusSeconds(5);

    private static final String FIRST = "the voice's first version";

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
     * @param warnings what was overridden by force, and who goes by the aliases of before still; a line each
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

    boolean hasStable(String voice) throws IOException {
        return ModelLog.read(kafka).aliasesOf(voice).version(Alias.STABLE).isPresent();
    }

    /**
     * Makes a version stable if its voice has no stable one, and no running instance has anything against it.
     *
     * @return what stands against it, a line for each instance; empty when nothing does
     */
    List<String> makeStableAsFirst(ModelId id, Manner manner) throws IOException {
        List<String> objections = objections(Set.of(id.version()), id.voice(), manner);
        if (objections.isEmpty()) {
            Alias stable = new Alias(Alias.STABLE, id.version(), OptionalInt.empty());
            change(
                    ModelEventKind.PROMOTED,
                    id.voice(),
                    Optional.of(id.version()),
                    FIRST,
                    List.of(),
                    aliases -> aliases.version(Alias.STABLE).isPresent() ? aliases : aliases.moved(stable, now()));
        }
        return objections;
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
        Aliases before;
        Aliases after;
        long end = 0;
        try (ModelWriter writer = ModelWriter.open(kafka, voice, LIMIT)) {
            Registry registry = ModelLog.read(kafka);
            before = registry.aliasesOf(voice);
            after = change.of(before);
            for (Alias alias : after.now()) {
                registry.get(new ModelId(voice, alias.version())); // it may have been retired meanwhile
            }
            if (!after.equals(before)) {
                Future<RecordMetadata> sent = writer.aliases(after);
                @Nullable String named = version.isPresent() ? version.get() : null;
                writer.event(new ModelEvent(now(), kind, voice, named, before.describe(), after.describe(), by, why));
                writer.commit();
                end = ModelWriter.await(sent, voice).offset() + 1;
            }
        } catch (KafkaException e) {
            throw new ModelRefusedException("the cluster does not take the aliases of " + voice + ": " + e, e);
        }
        List<String> told = new ArrayList<>(warnings);
        if (!after.equals(before)) {
            told.addAll(laggards(end));
        }
        return new Moved(before.describe(), after.describe(), told);
    }

    /** Waits until everybody has read the registry so far; who has not, a line each. */
    private List<String> laggards(long end) {
        try (InstanceBoard board = InstanceBoard.open(kafka)) {
            return board.awaitFollowed(end, FOLLOWED).stream()
                    .map(instance -> "instance " + instance + " has not followed within " + FOLLOWED.toSeconds()
                            + " s and goes by the names of before until it does")
                    .toList();
        } catch (KafkaException e) { // the aliases are moved all the same
            return List.of("nobody could be asked whether instances follow: " + e);
        }
    }

    /** Has versions loaded everywhere, and waits for it; says what is not as it should be when forced. */
    private List<String> ready(Set<String> versions, String voice, Manner manner) throws IOException {
        List<String> objections = objections(versions, voice, manner);
        if (!objections.isEmpty() && !manner.force()) {
            write(voice, Aliases::expectingNothing);
            throw new ModelRefusedException(ids(voice, versions) + " is not promoted: " + String.join("; ", objections)
                    + " (--force does it all the same)");
        }
        return objections;
    }

    private static String ids(String voice, Set<String> versions) {
        return versions.stream().map(version -> voice + "@" + version).collect(Collectors.joining(", "));
    }

    /** Has versions loaded everywhere, and waits for it; what stands against them. */
    private List<String> objections(Set<String> versions, String voice, Manner manner) throws IOException {
        Registry registry = ModelLog.read(kafka);
        Set<ModelId> wanted = new TreeSet<>();
        for (String version : versions) {
            wanted.add(registry.get(new ModelId(voice, version)).id());
        }
        long end = registry.end();
        for (ModelId id : wanted) {
            if (!registry.wanted().contains(id)) {
                end = Math.max(end, write(voice, aliases -> aliases.expecting(id.version())));
            }
        }
        List<String> objections = new ArrayList<>();
        try (InstanceBoard board = InstanceBoard.open(kafka)) {
            for (ModelId id : wanted) {
                objections.addAll(board.awaitLoaded(id, end, manner.patience(), manner.progress()));
            }
        }
        return objections;
    }

    /**
     * A change that nobody hears, and no history remembers.
     *
     * @return how far the registry must be read to know it
     */
    private long write(String voice, Change change) throws IOException {
        try (ModelWriter writer = ModelWriter.open(kafka, voice, LIMIT)) {
            Registry registry = ModelLog.read(kafka);
            Aliases before = registry.aliasesOf(voice);
            Aliases after = change.of(before);
            if (after.equals(before)) {
                return registry.end();
            }
            Future<RecordMetadata> sent = writer.aliases(after);
            writer.commit();
            return ModelWriter.await(sent, voice).offset() + 1;
        }
    }

    /**
     * Takes a version away, with the chunks that no other version needs.
     *
     * @throws ModelRefusedException if an alias names it, or utterances still need it
     */
    public void retire(ModelId id, String why) throws IOException {
        new Retirement(kafka, by).retire(id, why);
    }

    private static Instant now() {
        return Instant.now().truncatedTo(ChronoUnit.MILLIS);
    }
}
