package sori.stream;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.TreeSet;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Function;
import java.util.function.LongSupplier;
import org.apache.kafka.common.utils.Bytes;
import sori.registry.Alias;
import sori.registry.Aliases;
import sori.registry.LoadedVoices.Held;
import sori.registry.ModelId;
import sori.registry.Registry;
import sori.schema.RouteAlias;
import sori.schema.VoiceRoute;
import sori.synthesis.Routes;

/**
 * Which version of a voice speaks a text. What an alias names counts here once it is loaded here; until then what it named before
 * goes on, but never for a partition that some instance has sent on already. Thread-safe; never waits.
 */
final class VersionChoice {
    /** What another instance has read comes here in a moment, unless somebody has made the topic anew. */
    static final Duration LONGEST_LAG = Duration.ofSeconds(4);

    private final Function<ModelId, ? extends Held<?>> held;
    private final LongSupplier nanoClock;
    /** Places in the registry that were followed elsewhere and are not read here, and since when they are missed. */
    private final Map<Long, Long> missedSinceNanos = new ConcurrentHashMap<>();

    /**
     * @param held what there is of a version on this instance
     * @param nanoClock as {@link System#nanoTime}
     */
    VersionChoice(Function<ModelId, ? extends Held<?>> held, LongSupplier nanoClock) {
        this.held = held;
        this.nanoClock = nanoClock;
    }

    /**
     * The versions that a wish can mean: what its name stands for now, then what it stood for before. Where another instance has sent
     * the partition on by aliases that are not read here yet, theirs come first: its keys get the same versions as there.
     *
     * @param routes of the partition
     */
    List<ModelId> candidates(Registry registry, String voice, Optional<String> version, Bytes key, Routes routes) {
        List<List<Alias>> states = new ArrayList<>();
        ahead(registry, voice, routes).ifPresent(states::add);
        states.addAll(states(registry.aliasesOf(voice)));
        return meant(states, registry, voice, version, key);
    }

    /** The same, for nobody's partition. */
    static List<ModelId> candidates(Registry registry, String voice, Optional<String> version, Bytes key) {
        return meant(states(registry.aliasesOf(voice)), registry, voice, version, key);
    }

    private static List<ModelId> meant(
            List<List<Alias>> states, Registry registry, String voice, Optional<String> version, Bytes key) {
        if (version.filter(ModelId::isVersion).isPresent()) {
            return List.of(new ModelId(voice, version.get()));
        }
        return states.stream()
                .map(state -> Aliases.meaning(state, voice, version, key.get()))
                .flatMap(Optional::stream)
                .map(found -> new ModelId(voice, found))
                .filter(id -> registry.find(id).isPresent())
                .distinct()
                .toList();
    }

    /** The aliases that a partition's texts were sent by, if this instance has not read so far. */
    private Optional<List<Alias>> ahead(Registry registry, String voice, Routes routes) {
        missedSinceNanos.keySet().removeIf(offset -> offset < registry.end());
        Optional<VoiceRoute> route = routes.last(voice).filter(last -> last.getOffset() >= registry.end());
        return route.filter(last -> isMissedForAMoment(last.getOffset()))
                .map(last -> last.getAliases().stream().map(VersionChoice::read).toList());
    }

    private boolean isMissedForAMoment(long offset) {
        long now = nanoClock.getAsLong();
        return now - missedSinceNanos.computeIfAbsent(offset, first -> now) < LONGEST_LAG.toNanos();
    }

    /** The versions of a voice that are stable or were, latest first. */
    static List<ModelId> stable(Registry registry, String voice) {
        return states(registry.aliasesOf(voice)).stream()
                .flatMap(List::stream)
                .filter(alias -> alias.name().equals(Alias.STABLE))
                .map(alias -> new ModelId(voice, alias.version()))
                .filter(id -> registry.find(id).isPresent())
                .distinct()
                .toList();
    }

    private static List<List<Alias>> states(Aliases aliases) {
        List<List<Alias>> states = new ArrayList<>(List.of(aliases.now()));
        aliases.previous().forEach(before -> states.add(before.aliases()));
        return states;
    }

    /**
     * {@link #ready}, else the first that may be loaded some time. One that is rejected here is passed over, whatever was sent to it:
     * only force gets it promoted.
     */
    Optional<ModelId> usable(List<ModelId> candidates, String voice, Routes routes) {
        return ready(candidates, voice, routes)
                .or(() -> candidates.stream()
                        .filter(id -> is(id, Held.Coming.class))
                        .findFirst());
    }

    /** The first that is loaded here, or that the partition was sent to before: it is waited for, not gone back on. */
    Optional<ModelId> ready(List<ModelId> candidates, String voice, Routes routes) {
        List<String> sentTo = routes.last(voice).map(VoiceRoute::getVersions).orElse(List.of());
        return candidates.stream()
                .filter(id -> is(id, Held.Ready.class) || (sentTo.contains(id.version()) && is(id, Held.Coming.class)))
                .findFirst();
    }

    private boolean is(ModelId id, Class<?> state) {
        return state.isInstance(held.apply(id));
    }

    /** Notes that a text was sent to a version by an alias, or by none; nothing of what an instance further on has noted. */
    void note(Registry registry, ModelId chosen, Routes routes) {
        String voice = chosen.voice();
        if (ahead(registry, voice, routes).isPresent()) {
            return;
        }
        Aliases aliases = registry.aliasesOf(voice);
        TreeSet<String> versions =
                new TreeSet<>(routes.last(voice).map(VoiceRoute::getVersions).orElse(List.of()));
        versions.removeIf(version -> states(aliases).stream()
                .flatMap(List::stream)
                .noneMatch(alias -> alias.version().equals(version)));
        versions.add(chosen.version());
        List<RouteAlias> now =
                aliases.now().stream().map(VersionChoice::written).toList();
        routes.note(voice, new VoiceRoute(registry.aliasOffset(voice), List.copyOf(versions), now));
    }

    private static Alias read(RouteAlias alias) {
        Integer percent = alias.getPercent();
        return new Alias(
                alias.getName(), alias.getVersion(), percent == null ? OptionalInt.empty() : OptionalInt.of(percent));
    }

    private static RouteAlias written(Alias alias) {
        OptionalInt percent = alias.percent();
        return new RouteAlias(alias.name(), alias.version(), percent.isPresent() ? percent.getAsInt() : null);
    }
}
