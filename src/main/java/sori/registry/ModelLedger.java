package sori.registry;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.function.Function;
import org.apache.avro.specific.SpecificRecordBase;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import sori.kafka.Decoded;
import sori.kafka.Wire;
import sori.schema.ModelAliases;
import sori.schema.ModelRelease;
import sori.voice.VoiceManifest;

/**
 * What the records of {@code speech.models} come to, taken in one after the other. Of records that must be signed, none that is
 * not has any effect: it replaces nothing and removes nothing. Of signed names the highest counter counts, wherever it
 * lies; otherwise the last record does. Not thread-safe.
 */
final class ModelLedger {
    private static final Logger LOG = LoggerFactory.getLogger(ModelLedger.class);
    private static final Wire<ModelRelease> RELEASE = new Wire<>(ModelRelease.class);
    private static final Wire<ModelAliases> ALIASES = new Wire<>(ModelAliases.class);

    /** Instances tell of each that they reject; of more, the oldest are forgotten. */
    private static final int MOST_UNTRUSTED = 100;

    /** No manifest has longer names. */
    private static final int MOST_KEY_BYTES = 2 * VoiceManifest.MOST_NAME + 1;

    private final Optional<Function<ModelRelease, Optional<String>>> distrustRelease;
    private final Optional<Function<ModelAliases, Optional<String>>> distrustNames;
    private final Map<ModelId, Release> releases = new TreeMap<>();
    private final Map<ModelId, String> broken = new TreeMap<>();
    private final Map<ModelId, String> untrusted = new LinkedHashMap<>();
    private final Map<String, Aliases> aliases = new TreeMap<>();
    private final Map<String, Long> aliasOffsets = new TreeMap<>();
    private final Map<String, byte[]> signed = new TreeMap<>();
    private final LedgerRoom room = new LedgerRoom();
    private boolean unsaved;
    private long end;

    private ModelLedger(
            Optional<Function<ModelRelease, Optional<String>>> distrustRelease,
            Optional<Function<ModelAliases, Optional<String>>> distrustNames) {
        this.distrustRelease = distrustRelease;
        this.distrustNames = distrustNames;
    }

    /** Everybody's records count. */
    static ModelLedger ofEverybody() {
        return new ModelLedger(Optional.empty(), Optional.empty());
    }

    /** Only what one of these keys has signed counts. */
    static ModelLedger of(TrustedKeys keys) {
        return new ModelLedger(Optional.of(keys::distrust), Optional.of(keys::distrust));
    }

    /** Everybody's releases count, but only certain signed names. */
    static ModelLedger ofNames(Function<ModelAliases, Optional<String>> distrust) {
        return new ModelLedger(Optional.empty(), Optional.of(distrust));
    }

    /**
     * Takes in a record, whatever it is. One that is none of ours changes nothing, and is named in the log.
     *
     * @param offset where it lies in the topic; -1 for one that is remembered from elsewhere
     */
    void take(String key, byte @Nullable [] value, long offset) {
        end = offset + 1;
        try {
            if (key.getBytes(StandardCharsets.UTF_8).length > MOST_KEY_BYTES) {
                throw new ModelRefusedException("its key has more than " + MOST_KEY_BYTES + " bytes");
            }
            if (key.contains("@")) {
                takeRelease(ModelId.parse(key), value, offset);
            } else {
                takeAliases(key, value, offset);
            }
        } catch (ModelRefusedException e) {
            LOG.warn("{}@{} is passed over: {}", ModelTopics.MODELS, offset, e.getMessage());
        } catch (RuntimeException e) { // whoever reads the registry must never end by what is in it
            LOG.warn("{}@{} is passed over", ModelTopics.MODELS, offset, e);
        }
    }

    Registry registry() {
        Map<ModelId, String> unusable = new TreeMap<>(untrusted);
        unusable.putAll(broken);
        return new Registry(releases, aliases, unusable, aliasOffsets, end);
    }

    /** Every signed record that counts, by its key: taken in again, they come to the same. */
    Map<String, byte[]> signedRecords() {
        return Map.copyOf(signed);
    }

    /** Whether {@link #signedRecords} changed since they were last said to be {@link #saved}. */
    boolean unsaved() {
        return unsaved;
    }

    void saved() {
        unsaved = false;
    }

    private void takeRelease(ModelId id, byte @Nullable [] value, long offset) throws ModelRefusedException {
        if (value == null) {
            untrusted.remove(id);
            if (distrustRelease.isEmpty()) {
                remove(id);
            } else if (releases.containsKey(id)) {
                throw new ModelRefusedException(id + " stays: only a signed retirement takes away what is signed");
            }
            return;
        }
        ModelRelease release = decoded(RELEASE, value);
        if (!id.voice().equals(release.getVoice()) || !id.version().equals(release.getVersion())) {
            throw new ModelRefusedException(
                    "under the key " + id + " lies " + release.getVoice() + "@" + release.getVersion());
        }
        Optional<String> distrust = distrustRelease.flatMap(check -> check.apply(release));
        if (distrust.isPresent()) {
            refuse(id, distrust.get());
        } else if (distrustRelease.isPresent() && retired(id)) {
            refuse(id, "it was retired, and no retired version comes back; publish it under another");
        } else {
            put(id, release, offset);
        }
    }

    private void put(ModelId id, ModelRelease release, long offset) throws ModelRefusedException {
        Release known = releases.get(id);
        if (known != null && !known.record().getManifest().equals(release.getManifest())) {
            throw new ModelRefusedException(id + " was published before, with other bytes");
        }
        untrusted.remove(id);
        byte[] value = RELEASE.encode(release); // nothing of what somebody may have hung on to the record
        room.take(id.toString(), value.length);
        try {
            releases.put(id, Release.of(release, offset));
            broken.remove(id);
            remember(distrustRelease.isPresent(), id.toString(), value);
        } catch (IOException e) {
            LOG.warn("{} cannot be used: {}", id, e.getMessage());
            if (known == null) {
                broken.put(id, String.valueOf(e.getMessage()));
            }
        }
    }

    private boolean retired(ModelId id) {
        Aliases names = aliases.get(id.voice());
        return names != null && names.retired().contains(id.version());
    }

    private void remove(ModelId id) {
        releases.remove(id);
        broken.remove(id);
        room.free(id.toString());
        unsaved |= signed.remove(id.toString()) != null;
    }

    /** What counts already is not touched by it. */
    private void refuse(ModelId id, String why) throws ModelRefusedException {
        if (releases.containsKey(id)) {
            throw new ModelRefusedException("the " + id + " that is signed stays: of this one, " + why);
        }
        untrusted.remove(id); // so that it is the newest
        untrusted.put(id, why);
        if (untrusted.size() > MOST_UNTRUSTED) {
            untrusted.remove(untrusted.keySet().iterator().next());
        }
    }

    private void takeAliases(String voice, byte @Nullable [] value, long offset) throws ModelRefusedException {
        if (value == null) {
            if (distrustNames.isPresent()) {
                throw new ModelRefusedException("the names of " + voice + " stay: nobody signed that they go");
            }
            aliases.remove(voice);
            aliasOffsets.remove(voice);
            room.free(voice);
            return;
        }
        ModelAliases read = decoded(ALIASES, value);
        if (!voice.equals(read.getVoice())) {
            throw new ModelRefusedException("under the key " + voice + " lie the aliases of " + read.getVoice());
        }
        Aliases names = Aliases.of(read);
        if (distrustNames.isPresent() && !isNewer(names, distrustNames.get().apply(read))) {
            aliasOffsets.put(voice, offset); // the very same, written again
            return;
        }
        byte[] written = ALIASES.encode(read); // nothing of what somebody may have hung on to the record
        room.take(voice, written.length);
        aliases.put(voice, names);
        aliasOffsets.put(voice, offset);
        remember(distrustNames.isPresent(), voice, written);
        if (distrustRelease.isPresent()) {
            names.retired().forEach(version -> remove(new ModelId(voice, version)));
        }
    }

    /**
     * Holds signed names against those that count.
     *
     * @return false when they are the very same
     * @throws ModelRefusedException if they do not count
     */
    private boolean isNewer(Aliases names, Optional<String> distrust) throws ModelRefusedException {
        String voice = names.voice();
        if (distrust.isPresent()) {
            throw new ModelRefusedException("these names of " + voice + " do not count: " + distrust.get());
        }
        Aliases known = aliases.getOrDefault(voice, Aliases.none(voice));
        if (names.counter() > 0 && names.equals(known)) {
            return false;
        }
        if (names.counter() <= known.counter()) {
            throw new ModelRefusedException("these names of " + voice + " are old: their counter is " + names.counter()
                    + ", and " + known.counter() + " has been seen");
        }
        return true;
    }

    private void remember(boolean isSigned, String key, byte[] value) {
        if (isSigned && !Arrays.equals(value, signed.get(key))) {
            signed.put(key, value);
            unsaved = true;
        }
    }

    private static <T extends SpecificRecordBase> T decoded(Wire<T> wire, byte[] bytes) throws ModelRefusedException {
        Decoded<T> decoded = wire.decode(bytes);
        if (decoded instanceof Decoded.Value<T> value) {
            return value.value();
        }
        throw new ModelRefusedException(((Decoded.Unreadable<T>) decoded).reason());
    }
}
