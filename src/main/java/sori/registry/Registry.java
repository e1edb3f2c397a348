package sori.registry;

import java.util.Collection;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;

/**
 * What {@code speech.models} says at one moment. Immutable.
 *
 * @param releases every version that was published and not retired
 * @param aliases of each voice, by its name
 * @param unusable releases that contradict themselves, and why
 * @param aliasOffsets where in the topic each voice's aliases lie
 * @param end the offset behind the last record of the topic that counts here; 0 when there is none
 */
public record Registry(
        Map<ModelId, Release> releases,
        Map<String, Aliases> aliases,
        Map<ModelId, String> unusable,
        Map<String, Long> aliasOffsets,
        long end) {
    public static final Registry EMPTY = new Registry(Map.of(), Map.of(), Map.of(), Map.of(), 0);

    public Registry {
        releases = new TreeMap<>(releases);
        aliases = new TreeMap<>(aliases);
        unusable = new TreeMap<>(unusable);
        aliasOffsets = new TreeMap<>(aliasOffsets);
    }

    /** Where in the topic a voice's aliases lie: later ones are newer. -1 when it has none. */
    public long aliasOffset(String voice) {
        Long offset = aliasOffsets.get(voice);
        return offset == null ? -1 : offset;
    }

    /** Of the names of each voice that has some. */
    Map<String, Long> aliasCounters() {
        Map<String, Long> counters = new TreeMap<>();
        aliases.forEach((voice, names) -> counters.put(voice, names.counter()));
        return counters;
    }

    public Optional<Release> find(ModelId id) {
        return Optional.ofNullable(releases.get(id));
    }

    /** @throws ModelRefusedException if there is no such version, or it cannot be used */
    Release get(ModelId id) throws ModelRefusedException {
        Release release = releases.get(id);
        if (release == null) {
            String why = unusable.get(id);
            throw new ModelRefusedException(
                    why == null
                            ? "the registry has no " + id + "; it has " + (releases.isEmpty() ? "no voice" : ids())
                            : id + " cannot be used: " + why);
        }
        return release;
    }

    /** The aliases of a voice; none when it is not known. */
    public Aliases aliasesOf(String voice) {
        Aliases known = aliases.get(voice);
        return known == null ? Aliases.none(voice) : known;
    }

    /** Voices that have a version, by name. */
    public Set<String> voices() {
        Set<String> names = new TreeSet<>();
        releases.keySet().forEach(id -> names.add(id.voice()));
        return names;
    }

    /** Of a voice, oldest first. */
    public List<Release> releasesOf(String voice) {
        return releases.values().stream()
                .filter(release -> release.id().voice().equals(voice))
                .toList();
    }

    public Collection<ModelId> ids() {
        return releases.keySet();
    }

    /** The one that was published last. */
    public Optional<Release> latest(String voice) {
        return releasesOf(voice).stream().max(Comparator.comparingLong(Release::offset));
    }

    /** The versions that an instance keeps ready: those with a name, those that had one, and each voice's latest. */
    Set<ModelId> wanted() {
        Set<ModelId> wanted = new TreeSet<>();
        aliases.forEach((voice, names) -> names.wanted().forEach(version -> wanted.add(new ModelId(voice, version))));
        Map<String, Release> latest = new TreeMap<>();
        releases.forEach((id, release) ->
                latest.merge(id.voice(), release, (known, other) -> other.offset() > known.offset() ? other : known));
        latest.values().forEach(release -> wanted.add(release.id()));
        wanted.removeIf(id -> !releases.containsKey(id) && !unusable.containsKey(id));
        return wanted;
    }
}
