package sori.registry;

import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;
import org.apache.kafka.common.KafkaException;
import sori.kafka.KafkaAccess;
import sori.registry.NameWriter.Change;
import sori.registry.NameWriter.Followers;
import sori.registry.NameWriter.Note;
import sori.schema.ModelEventKind;

/**
 * Moves aliases and retires versions: an operator's hands, and a program's. What moves an alias returns when every live instance
 * goes by it: a text that is published afterwards is spoken by what it names now. The topics must exist. Thread-safe.
 */
public final class AliasMover {
    /** Instances follow within milliseconds; one that was killed counts as gone before. */
    private static final Duration FOLLOWED = InstanceBoard.STALE.plusSeconds(5);

    private static final String FIRST = "the voice's first version";

    private final KafkaAccess kafka;
    private final NameWriter names;
    private final Retirement retirement;

    /** Nobody signs. */
    public AliasMover(KafkaAccess kafka, String by) {
        this(kafka, by, NameSigner.NOBODY);
    }

    /**
     * Opens nothing yet.
     *
     * @param by who does it, for a person
     * @param signer signs the names and retirements, which instances that trust certain keys ask for
     */
    public AliasMover(KafkaAccess kafka, String by, NameSigner signer) {
        this.kafka = kafka;
        this.names = new NameWriter(kafka, by, signer);
        this.retirement = new Retirement(kafka, by, signer, names);
    }

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
    public Moved promote(ModelId id, Alias alias, RolloutOptions options) throws IOException {
        Followers followers = names.followers();
        List<String> warnings = new ArrayList<>(names.warnings(id.voice(), followers));
        warnings.addAll(ready(Set.of(id.version()), id.voice(), followers, options));
        Note note = new Note(ModelEventKind.PROMOTED, Optional.of(id.version()), options.why());
        return change(id.voice(), followers, note, warnings, aliases -> {
            if (!alias.name().equals(Alias.STABLE)
                    && aliases.version(Alias.STABLE).isEmpty()) {
                throw new ModelRefusedException(id.voice() + " has no stable version yet; promote one first");
            }
            return aliases.moved(alias, NameWriter.now());
        });
    }

    /**
     * The registry with those names of a voice that a change would go on from.
     *
     * @throws ModelRefusedException if its newest names are signed by who knows whom
     */
    public Registry registry(String voice) throws IOException {
        return names.read(voice);
    }

    /** Signed or not: whoever has names already is not given one unasked. */
    boolean hasStable(String voice) throws IOException {
        return ModelLog.read(kafka).aliasesOf(voice).version(Alias.STABLE).isPresent()
                || registry(voice).aliasesOf(voice).version(Alias.STABLE).isPresent();
    }

    /**
     * Makes a version stable if its voice has no stable one, and no running instance has anything against it.
     *
     * @return what stands against it, a line for each instance; empty when nothing does
     */
    List<String> makeStableAsFirst(ModelId id, RolloutOptions options) throws IOException {
        Followers followers = names.followers();
        List<String> objections = objections(Set.of(id.version()), id.voice(), followers, options);
        if (objections.isEmpty()) {
            Alias stable = new Alias(Alias.STABLE, id.version(), OptionalInt.empty());
            change(
                    id.voice(),
                    followers,
                    new Note(ModelEventKind.PROMOTED, Optional.of(id.version()), FIRST),
                    List.of(),
                    aliases -> aliases.version(Alias.STABLE).isPresent()
                            ? aliases
                            : aliases.moved(stable, NameWriter.now()));
        }
        return objections;
    }

    /**
     * Takes an alias away: its share falls to stable.
     *
     * @throws ModelRefusedException if there is none, or it is stable
     */
    public Moved drop(String voice, String alias, String why) throws IOException {
        Followers followers = names.followers();
        refuseDeafEars(followers);
        Note note = new Note(ModelEventKind.PROMOTED, Optional.empty(), why);
        return change(voice, followers, note, names.warnings(voice, followers), aliases -> {
            if (alias.equals(Alias.STABLE) || aliases.find(alias).isEmpty()) {
                throw new ModelRefusedException(
                        voice + " cannot lose the alias " + alias + "; it has: " + aliases.describe());
            }
            return aliases.dropped(alias, NameWriter.now());
        });
    }

    private void refuseDeafEars(Followers followers) throws ModelRefusedException {
        Optional<String> deaf = names.deafEars(followers);
        if (deaf.isPresent()) {
            throw new ModelRefusedException(deaf.get());
        }
    }

    /**
     * Makes a voice's aliases what they were before the last change.
     *
     * @throws ModelRefusedException if they never were anything else, or instances cannot load what they named
     */
    public Moved rollback(String voice, RolloutOptions options) throws IOException {
        Aliases back = back(names.read(voice).aliasesOf(voice));
        Set<String> versions = back.now().stream().map(Alias::version).collect(Collectors.toCollection(TreeSet::new));
        Followers followers = names.followers();
        List<String> warnings = new ArrayList<>(names.warnings(voice, followers));
        warnings.addAll(ready(versions, voice, followers, options));
        Note note = new Note(ModelEventKind.ROLLED_BACK, Optional.empty(), options.why());
        return change(voice, followers, note, warnings, AliasMover::back);
    }

    private static Aliases back(Aliases aliases) throws ModelRefusedException {
        Optional<Aliases> back = aliases.back();
        if (back.isEmpty()) {
            throw new ModelRefusedException("nothing to go back to: the aliases of " + aliases.voice()
                    + " never changed (" + aliases.describe() + ")");
        }
        return back.get();
    }

    private Moved change(String voice, Followers followers, Note note, List<String> warnings, Change change)
            throws IOException {
        NameWriter.Written written = names.write(voice, change, followers, Optional.of(note));
        List<String> told = new ArrayList<>(warnings);
        if (written.changed()) {
            told.addAll(laggards(voice, written));
        }
        return new Moved(written.before().describe(), written.after().describe(), told);
    }

    /** Waits until everybody has read the registry so far; who has not, or goes by other names, a line each. */
    private List<String> laggards(String voice, NameWriter.Written written) {
        try (InstanceBoard board = InstanceBoard.open(kafka)) {
            List<String> lines = new ArrayList<>();
            board.awaitFollowed(written.end(), FOLLOWED)
                    .forEach(instance -> lines.add("instance " + instance + " has not followed within "
                            + FOLLOWED.toSeconds() + " s and goes by the names of before until it does"));
            lines.addAll(board.deaf(voice, written.end(), written.counter()));
            return lines;
        } catch (KafkaException e) { // the aliases are moved all the same
            return List.of("nobody could be asked whether instances follow: " + e);
        }
    }

    /** Has versions loaded everywhere, and waits for it; says what is not as it should be when forced. */
    private List<String> ready(Set<String> versions, String voice, Followers followers, RolloutOptions options)
            throws IOException {
        List<String> objections = objections(versions, voice, followers, options);
        if (!objections.isEmpty() && !options.force()) {
            if (names.deafEars(followers).isEmpty()) {
                names.write(voice, Aliases::expectingNothing, followers, Optional.empty());
            }
            throw new ModelRefusedException(ids(voice, versions) + " is not promoted: " + String.join("; ", objections)
                    + " (--force does it all the same)");
        }
        return objections;
    }

    private static String ids(String voice, Set<String> versions) {
        return versions.stream().map(version -> voice + "@" + version).collect(Collectors.joining(", "));
    }

    /** Has versions loaded everywhere, and waits for it; what stands against them. */
    private List<String> objections(Set<String> versions, String voice, Followers followers, RolloutOptions options)
            throws IOException {
        Registry registry = names.read(voice);
        Set<ModelId> wanted = new TreeSet<>();
        for (String version : versions) {
            wanted.add(registry.get(new ModelId(voice, version)).id());
        }
        Optional<String> deaf = names.deafEars(followers);
        if (deaf.isPresent()) {
            return List.of(deaf.get());
        }
        long end = registry.end();
        try (InstanceBoard board = InstanceBoard.open(kafka)) {
            for (ModelId id : wanted) {
                if (!registry.wanted().contains(id)) {
                    NameWriter.Written written =
                            names.write(voice, aliases -> aliases.expecting(id.version()), followers, Optional.empty());
                    end = Math.max(end, written.end());
                    board.awaitFollowed(end, FOLLOWED);
                    List<String> deafer = board.deaf(voice, end, written.counter());
                    if (!deafer.isEmpty()) {
                        return deafer; // they would never load it
                    }
                }
            }
            List<String> objections = new ArrayList<>();
            for (ModelId id : wanted) {
                objections.addAll(board.awaitLoaded(id, end, options.patience(), options.progress()));
            }
            return objections;
        }
    }

    /**
     * Takes a version away, with the chunks that no other version needs; where somebody signs, for good.
     *
     * @throws ModelRefusedException if an alias names it, or utterances still need it
     */
    public void retire(ModelId id, String why) throws IOException {
        Followers followers = names.followers();
        refuseDeafEars(followers);
        retirement.retire(id, why, followers);
    }
}
