package sori.stream;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.TreeSet;
import java.util.concurrent.locks.LockSupport;
import java.util.function.Function;
import java.util.function.Supplier;
import org.apache.kafka.common.utils.Bytes;
import sori.registry.Alias;
import sori.registry.Aliases;
import sori.registry.LoadedVoices.Held;
import sori.registry.ModelId;
import sori.registry.Registry;
import sori.schema.VoiceRoute;

/**
 * Which version of a voice speaks a text. What an alias names counts here once it is loaded here; until then what it named before
 * goes on, but never for a partition that some instance has sent on already. Thread-safe.
 */
final class VersionChoice {
    private static final long MOST_WAIT_NANOS = Duration.ofSeconds(4).toNanos();
    private static final long POLL_NANOS = Duration.ofMillis(5).toNanos();

    private final Supplier<Registry> registry;
    private final Function<ModelId, ? extends Held<?>> held;

    /**
     * @param registry as it is known now
     * @param held what there is of a version on this instance
     */
    VersionChoice(Supplier<Registry> registry, Function<ModelId, ? extends Held<?>> held) {
        this.registry = registry;
        this.held = held;
    }

    /** The registry, at least as new as the one that a partition's last text of a voice was sent by. */
    Registry registry(String voice, Routes routes) {
        long offset = routes.last(voice).map(VoiceRoute::getOffset).orElse(-1L);
        long start = System.nanoTime();
        Registry now = registry.get();
        // Another instance has read it, so it comes in a moment, unless somebody has made the topic anew. Whether it
        // counts here
        // is another question.
        while (now.end() <= offset && System.nanoTime() - start < MOST_WAIT_NANOS) {
            LockSupport.parkNanos(POLL_NANOS);
            now = registry.get();
        }
        return now;
    }

    /** The versions that a wish can mean: what its name stands for now, then what it stood for before. */
    static List<ModelId> candidates(Registry registry, String voice, Optional<String> version, Bytes key) {
        if (version.filter(ModelId::isVersion).isPresent()) {
            return List.of(new ModelId(voice, version.get()));
        }
        return states(registry.aliasesOf(voice)).stream()
                .map(state -> Aliases.meaning(state, voice, version, key.get()))
                .flatMap(Optional::stream)
                .map(found -> new ModelId(voice, found))
                .filter(id -> registry.find(id).isPresent())
                .distinct()
                .toList();
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

    /** Notes that a text was sent to a version by an alias, or by none. */
    static void note(Registry registry, ModelId chosen, Routes routes) {
        String voice = chosen.voice();
        TreeSet<String> versions =
                new TreeSet<>(routes.last(voice).map(VoiceRoute::getVersions).orElse(List.of()));
        versions.removeIf(version -> states(registry.aliasesOf(voice)).stream()
                .flatMap(List::stream)
                .noneMatch(alias -> alias.version().equals(version)));
        versions.add(chosen.version());
        routes.note(voice, new VoiceRoute(registry.aliasOffset(voice), List.copyOf(versions)));
    }
}
