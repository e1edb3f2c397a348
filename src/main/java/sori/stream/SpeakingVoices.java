package sori.stream;

import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.function.Function;
import org.apache.kafka.common.utils.Bytes;
import sori.registry.Alias;
import sori.registry.LoadedVoices.Held;
import sori.registry.ModelId;
import sori.registry.Registry;
import sori.registry.Release;
import sori.synthesis.Readers;
import sori.synthesis.Routes;
import sori.text.Nearest;

/**
 * Which of a registry's voices speak here: those with a version that was promoted and is loaded. Whatever else was published,
 * nobody is sent there who did not ask for it, and nobody is told of it. Thread-safe.
 */
final class SpeakingVoices {
    private final VersionChoice choice;
    private final Function<ModelId, ? extends Held<?>> held;

    /** @param held what there is of a version on this instance */
    SpeakingVoices(VersionChoice choice, Function<ModelId, ? extends Held<?>> held) {
        this.choice = choice;
        this.held = held;
    }

    /**
     * The voice for a text that names none: the first by name that speaks here, one for the very region before others. Where none
     * does, the first of those whose promoted version is still being loaded.
     *
     * @param key the text's
     * @param routes of its partition
     */
    Optional<String> ofLanguage(Registry registry, String language, Bytes key, Routes routes) {
        List<Release> speaking = new ArrayList<>();
        List<Release> coming = new ArrayList<>();
        for (String voice : registry.aliases().keySet()) {
            List<ModelId> promoted = promoted(registry, voice, language, key);
            choice.usable(promoted, voice, routes)
                    .flatMap(registry::find)
                    .ifPresent(release ->
                            (choice.ready(promoted, voice, routes).isPresent() ? speaking : coming).add(release));
        }
        return first(speaking, language).or(() -> first(coming, language));
    }

    private static Optional<String> first(Collection<Release> releases, String language) {
        return releases.stream()
                .min(Comparator.<Release, Boolean>comparing(
                                release -> !language(release).equals(language))
                        .thenComparing(Release::id))
                .map(release -> release.id().voice());
    }

    /** What a text without a version may get of a voice in a language. */
    private static List<ModelId> promoted(Registry registry, String voice, String language, Bytes key) {
        return VersionChoice.candidates(registry, voice, Optional.empty(), key).stream()
                .filter(id -> registry.find(id)
                        .filter(release -> Readers.primary(language(release)).equals(Readers.primary(language)))
                        .isPresent())
                .toList();
    }

    private static String language(Release release) {
        return release.manifest().language();
    }

    /** Why nobody speaks a language though somebody was to; empty when nobody was. */
    Optional<String> rejected(Registry registry, String language, Bytes key) {
        return registry.aliases().keySet().stream()
                .flatMap(voice -> promoted(registry, voice, language, key).stream())
                .flatMap(id -> rejection(registry, id).stream())
                .findFirst();
    }

    /** What the registry has against a version counts though it may be loaded still. */
    private Optional<String> rejection(Registry registry, ModelId id) {
        String unusable = registry.unusable().get(id);
        if (unusable != null) {
            return Optional.of(id + " was rejected: " + unusable);
        }
        return held.apply(id) instanceof Held.Rejected<?> rejected ? Optional.of(rejected.reason()) : Optional.empty();
    }

    /** The language that a voice speaks by its stable version, or by the one before while that is not here. */
    Optional<String> languageOf(Registry registry, String voice) {
        List<ModelId> stable = VersionChoice.stable(registry, voice);
        return choice.usable(stable, voice, Routes.NONE)
                .or(() -> stable.stream().findFirst())
                .flatMap(registry::find)
                .map(SpeakingVoices::language);
    }

    /**
     * Why a text gets no version, for a person.
     *
     * @param candidates what it could have meant
     */
    String unknown(Registry registry, String voice, Optional<String> version, List<ModelId> candidates) {
        String wanted = voice + version.map(given -> "@" + given).orElse("");
        Optional<String> rejected = candidates.stream()
                .flatMap(id -> rejection(registry, id).stream())
                .findFirst();
        if (rejected.isPresent()) {
            return rejected.get();
        }
        if (version.isEmpty() && registry.voices().contains(voice)) {
            return "no version of " + voice + " was promoted yet";
        }
        Set<String> names = names(registry);
        String others = names.isEmpty() ? "no voice speaks here yet" : "there are " + names;
        return "no voice is called " + wanted + Nearest.hint(wanted, names) + "; " + others;
    }

    /** What can be asked for: a voice, a version of it, a name of that. */
    Set<String> names(Registry registry) {
        Set<String> voices = new LinkedHashSet<>();
        Set<String> more = new LinkedHashSet<>();
        registry.aliases()
                .forEach((voice, names) -> names.now().stream()
                        .filter(Alias::isHeard)
                        .forEach(alias -> {
                            ModelId id = new ModelId(voice, alias.version());
                            if (registry.find(id).isPresent() && held.apply(id) instanceof Held.Ready<?>) {
                                voices.add(voice);
                                more.add(id.toString());
                                more.add(voice + "@" + alias.name());
                            }
                        }));
        voices.addAll(more);
        return voices;
    }
}
