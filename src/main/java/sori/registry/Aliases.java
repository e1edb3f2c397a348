package sori.registry;

import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collections;
import java.util.Comparator;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;
import sori.schema.ModelAlias;
import sori.schema.ModelAliases;
import sori.schema.ModelAliasesBefore;

/**
 * The aliases of a voice, what they were before, and which of its versions are gone for good. Immutable.
 *
 * @param now by name
 * @param previous latest first, at most {@link #MOST_PREVIOUS}
 * @param retired versions that were retired under a signature
 * @param counter of signed ones: the higher is the newer; 0 where nobody signed
 */
public record Aliases(String voice, List<Alias> now, List<Before> previous, Set<String> retired, long counter) {
    private static final int MOST_PREVIOUS = 10;

    /** Whoever chooses a version looks at each. */
    private static final int MOST_NAMES = 100;

    /** Aliases that were. */
    public record Before(List<Alias> aliases, Instant until) {
        public Before {
            aliases = List.copyOf(aliases);
        }
    }

    public Aliases {
        now = now.stream().sorted(Comparator.comparing(Alias::name)).toList();
        previous = List.copyOf(previous.subList(0, Math.min(previous.size(), MOST_PREVIOUS)));
        retired = Collections.unmodifiableSet(new TreeSet<>(retired));
    }

    /** Of a voice of which nothing was retired, and that nobody signed. */
    public Aliases(String voice, List<Alias> now, List<Before> previous) {
        this(voice, now, previous, Set.of(), 0);
    }

    static Aliases none(String voice) {
        return new Aliases(voice, List.of(), List.of());
    }

    public Optional<Alias> find(String name) {
        return now.stream().filter(alias -> alias.name().equals(name)).findFirst();
    }

    /** The version that an alias names. */
    public Optional<String> version(String name) {
        return find(name).map(Alias::version);
    }

    /**
     * The version for a key: a weighted alias's if the key's hash falls into its share, else stable's. The same for the same
     * key, wherever and whenever, as long as the shares stay; a share that grows keeps the keys that it has.
     *
     * @param key scope within which one version speaks
     */
    public Optional<String> route(byte[] key) {
        return route(now, voice, key);
    }

    /**
     * The version that a wish means among some aliases.
     *
     * @param name of an alias; when absent, what the key is routed to
     */
    public static Optional<String> meaning(List<Alias> aliases, String voice, Optional<String> name, byte[] key) {
        return name.isEmpty()
                ? route(aliases, voice, key)
                : aliases.stream()
                        .filter(alias ->
                                alias.name().equals(name.get()) && !alias.name().equals(Alias.NEXT))
                        .map(Alias::version)
                        .findFirst();
    }

    private static Optional<String> route(List<Alias> aliases, String voice, byte[] key) {
        boolean shared = aliases.stream().anyMatch(alias -> alias.heardPercent() > 0);
        int place = shared ? place(voice, key) : PLACES;
        int upTo = 0;
        for (Alias alias : aliases) {
            upTo += alias.heardPercent() * PLACES / 100;
            if (place < upTo) {
                return Optional.of(alias.version());
            }
        }
        return aliases.stream()
                .filter(alias -> alias.name().equals(Alias.STABLE))
                .map(Alias::version)
                .findFirst();
    }

    /**
     * The version that speaks a key's texts where nobody listens, if the key's hash falls into {@link Alias#SHADOW}'s share. The
     * share is taken from the other end than those of {@link #route}, so that a shadow is held against stable, not a canary.
     */
    public Optional<String> shadow(byte[] key) {
        return find(Alias.SHADOW)
                .filter(alias -> place(voice, key) >= PLACES - alias.percent().orElse(0) * PLACES / 100)
                .map(Alias::version);
    }

    private static final int PLACES = 10_000;

    /** Of the voice too, so that not always the same keys try what is new. */
    private static int place(String voice, byte[] key) {
        try {
            MessageDigest digest = MessageDigest.getInstance("SHA-256");
            digest.update(voice.getBytes(StandardCharsets.UTF_8));
            digest.update((byte) 0);
            byte[] hash = digest.digest(key);
            return ((hash[0] & 0xFF) << 16 | (hash[1] & 0xFF) << 8 | hash[2] & 0xFF) % PLACES;
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every JDK has SHA-256", e);
        }
    }

    /** Every version that has a name, or had one before the last change: going back must not wait. */
    Set<String> wanted() {
        Set<String> versions = new LinkedHashSet<>();
        now.forEach(alias -> versions.add(alias.version()));
        previous.stream().findFirst().ifPresent(last -> last.aliases().forEach(alias -> versions.add(alias.version())));
        return versions;
    }

    /** The names that a version has. */
    public List<Alias> namesOf(String version) {
        return now.stream().filter(alias -> alias.version().equals(version)).toList();
    }

    /**
     * With an alias moved, or given for the first time. What becomes stable needs no share of its own any more, and whatever was
     * {@link Alias#NEXT} is done with.
     *
     * @throws ModelRefusedException if the shares come to more than 100 %, or a version would be its own shadow
     */
    Aliases moved(Alias to, Instant at) throws ModelRefusedException {
        if (to.name().equals(Alias.SHADOW)
                && version(Alias.STABLE).filter(to.version()::equals).isPresent()) {
            throw new ModelRefusedException(
                    voice + "@" + to.version() + " is stable; a shadow is another version, that nobody hears yet");
        }
        List<Alias> moved = without(to.name(), Alias.NEXT);
        if (to.name().equals(Alias.STABLE)) {
            moved.removeIf(
                    alias -> alias.percent().isPresent() && alias.version().equals(to.version()));
        }
        moved.add(to);
        int share = moved.stream().mapToInt(Alias::heardPercent).sum();
        if (share > 100) {
            throw new ModelRefusedException(
                    "the shares of " + voice + " would come to " + share + " %; they are: " + describe());
        }
        return changed(moved, at);
    }

    /** With an alias taken away. */
    Aliases dropped(String name, Instant at) {
        return changed(without(name, Alias.NEXT), at);
    }

    /** With a version to be loaded beside the others; no change that could be gone back on. */
    Aliases expecting(String version) {
        List<Alias> expecting = without(Alias.NEXT);
        expecting.add(new Alias(Alias.NEXT, version, OptionalInt.empty()));
        return with(expecting, previous);
    }

    Aliases expectingNothing() {
        return with(without(Alias.NEXT), previous);
    }

    private List<Alias> without(String... names) {
        Set<String> gone = Set.of(names);
        return now.stream()
                .filter(alias -> !gone.contains(alias.name()))
                .collect(Collectors.toCollection(ArrayList::new));
    }

    private Aliases changed(List<Alias> aliases, Instant at) {
        List<Before> before = new ArrayList<>(previous);
        List<Alias> were = without(Alias.NEXT);
        if (!were.isEmpty()) {
            before.add(0, new Before(were, at));
        }
        return with(aliases, before);
    }

    /** As they were before the last change; empty when there was none. */
    Optional<Aliases> back() {
        return previous.stream().findFirst().map(last -> with(last.aliases(), previous.subList(1, previous.size())));
    }

    /** Without the states that a version had a name in. */
    Aliases forgetting(String version) {
        List<Before> rest = previous.stream()
                .filter(before -> before.aliases().stream()
                        .noneMatch(alias -> alias.version().equals(version)))
                .toList();
        return with(now, rest);
    }

    /** {@link #forgetting}, for good. */
    Aliases retiring(String version) {
        Set<String> gone = new TreeSet<>(retired);
        gone.add(version);
        Aliases rest = forgetting(version);
        return new Aliases(voice, rest.now, rest.previous, gone, counter);
    }

    Aliases withCounter(long counted) {
        return new Aliases(voice, now, previous, retired, counted);
    }

    private Aliases with(List<Alias> aliases, List<Before> before) {
        return new Aliases(voice, aliases, before, retired, counter);
    }

    /** For a person: {@code canary 3 (10 %), stable 2}. */
    public String describe() {
        return now.stream()
                .filter(alias -> !alias.name().equals(Alias.NEXT))
                .map(Alias::toString)
                .collect(Collectors.joining(", "));
    }

    /** @throws ModelRefusedException if it holds what no operator could have written */
    static Aliases of(ModelAliases record) throws ModelRefusedException {
        List<Before> previous = new ArrayList<>();
        for (ModelAliasesBefore before : record.getPrevious()) {
            previous.add(new Before(read(before.getAliases()), before.getUntil()));
        }
        return new Aliases(
                record.getVoice(),
                read(record.getAliases()),
                previous,
                Set.copyOf(record.getRetired()),
                record.getCounter());
    }

    private static List<Alias> read(List<ModelAlias> aliases) throws ModelRefusedException {
        if (aliases.size() > MOST_NAMES) {
            throw new ModelRefusedException("it has " + aliases.size() + " names, the most is " + MOST_NAMES);
        }
        List<Alias> read = new ArrayList<>();
        for (ModelAlias alias : aliases) {
            Integer percent = alias.getPercent();
            if (!Alias.isName(alias.getName())
                    || !ModelId.isVersion(alias.getVersion())
                    || (percent != null && (percent < 0 || percent > 100))) {
                throw new ModelRefusedException("one of its names, versions or shares is none");
            }
            read.add(new Alias(
                    alias.getName(),
                    alias.getVersion(),
                    percent == null ? OptionalInt.empty() : OptionalInt.of(percent)));
        }
        return List.copyOf(read);
    }

    /** Not signed. */
    ModelAliases record() {
        List<ModelAliasesBefore> before = previous.stream()
                .map(each -> new ModelAliasesBefore(written(each.aliases()), each.until()))
                .toList();
        return new ModelAliases(voice, written(now), before, List.copyOf(retired), counter, null);
    }

    private static List<ModelAlias> written(List<Alias> aliases) {
        return aliases.stream()
                .map(alias -> new ModelAlias(
                        alias.name(),
                        alias.version(),
                        alias.percent().isPresent() ? alias.percent().getAsInt() : null))
                .toList();
    }
}
