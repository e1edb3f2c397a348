package sori.registry;

import java.io.IOException;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.concurrent.Future;
import org.apache.kafka.clients.producer.RecordMetadata;
import org.apache.kafka.common.KafkaException;
import org.jspecify.annotations.Nullable;
import sori.kafka.KafkaAccess;
import sori.schema.ModelAliases;
import sori.schema.ModelEvent;
import sori.schema.ModelEventKind;
import sori.schema.ModelStatus;

/** Changes a voice's names, each time in one transaction. Thread-safe. */
final class NameWriter {
    private static final Duration LIMIT = Duration.ofSeconds(60);

    private final KafkaAccess kafka;
    private final String by;
    private final NameSigner signer;

    /** @param by who does it, for a person */
    NameWriter(KafkaAccess kafka, String by, NameSigner signer) {
        this.kafka = kafka;
        this.by = by;
        this.signer = signer;
    }

    /** What becomes of a voice's names. */
    interface Change {
        Aliases of(Aliases names) throws ModelRefusedException;
    }

    /** What the history is told of a change. */
    record Note(ModelEventKind kind, Optional<String> version, String why) {}

    /**
     * What came of a change.
     *
     * @param end how far the registry must be read to know it
     * @param counter of the names, as they are now
     */
    record Written(Aliases before, Aliases after, long end, long counter) {
        boolean changed() {
            return !after.equals(before);
        }
    }

    /** The instances' say in what is signed. */
    record Followers(List<String> signedOnly, Map<String, Long> counters) {
        static Followers of(List<ModelStatus> live) {
            List<String> signedOnly = new ArrayList<>();
            Map<String, Long> counters = new TreeMap<>();
            live.stream().filter(ModelStatus::getSignedOnly).forEach(instance -> {
                signedOnly.add(instance.getInstance());
                instance.getAliasCounters().forEach((voice, counter) -> counters.merge(voice, counter, Math::max));
            });
            return new Followers(signedOnly, counters);
        }

        long counter(String voice) {
            return counters.getOrDefault(voice, 0L);
        }
    }

    Registry read(String voice) throws IOException {
        return signer.read(kafka, voice);
    }

    Followers followers() {
        try (InstanceBoard board = InstanceBoard.open(kafka)) {
            return Followers.of(board.live());
        }
    }

    /** Why instances would not go by what is written, for a person; empty when nothing is known that stands against it. */
    Optional<String> deafEars(Followers followers) {
        return signer.signs() || followers.signedOnly().isEmpty()
                ? Optional.empty()
                : Optional.of(
                        "instances " + followers.signedOnly()
                                + " go only by what a key in their models.trust has signed, and will not follow: sign with --key FILE");
    }

    /**
     * Writes.
     *
     * @param note for the history; absent for a change that nobody hears
     * @throws ModelRefusedException if the change is none, or names what there is not
     */
    Written write(String voice, Change change, Followers followers, Optional<Note> note) throws IOException {
        try (ModelWriter writer = ModelWriter.open(kafka, voice, LIMIT)) {
            Registry registry = read(voice);
            Aliases before = registry.aliasesOf(voice);
            Aliases after = change.of(before);
            for (Alias alias : after.now()) {
                registry.get(new ModelId(voice, alias.version())); // it may have been retired meanwhile
            }
            if (after.equals(before)) {
                return new Written(before, after, registry.end(), before.counter());
            }
            ModelAliases record = signer.record(after, followers.counter(voice));
            Future<RecordMetadata> sent = writer.aliases(record);
            note.ifPresent(each -> writer.event(event(each, before, after)));
            writer.commit();
            long end = ModelWriter.await(sent, voice).offset() + 1;
            return new Written(before, after, end, record.getCounter());
        } catch (KafkaException e) {
            throw new ModelRefusedException("the cluster does not take the aliases of " + voice + ": " + e, e);
        }
    }

    private ModelEvent event(Note note, Aliases before, Aliases after) {
        @Nullable String version = note.version().isPresent() ? note.version().get() : null;
        return new ModelEvent(
                now(), note.kind(), after.voice(), version, before.describe(), after.describe(), by, note.why());
    }

    /**
     * What whoever changes a voice's names ought to know before.
     *
     * @return a line each
     */
    List<String> warnings(String voice, Followers followers) throws IOException {
        String written = ModelLog.read(kafka).aliasesOf(voice).describe();
        long counter = read(voice).aliasesOf(voice).counter();
        long told = followers.counter(voice);
        if (!signer.signs()) {
            return counter == 0
                    ? List.of()
                    : List.of("the names of " + voice
                            + " were signed and are no longer: instances with models.trust do not follow");
        }
        if (told > counter) {
            return List.of("instances went by names of " + voice + " with the counter " + told
                    + ", and the registry had none newer than " + counter
                    + ": somebody has overwritten them, so look whether a name or a retirement is missing now");
        }
        return counter > 0 || written.isEmpty()
                ? List.of()
                : List.of("these names of " + voice + ", which nobody signed, are not taken over: " + written);
    }

    static Instant now() {
        return Instant.now().truncatedTo(ChronoUnit.MILLIS);
    }
}
