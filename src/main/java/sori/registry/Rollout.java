package sori.registry;

import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.function.Consumer;
import sori.kafka.KafkaAccess;
import sori.voice.VoiceCatalog;
import sori.voice.VoicePackage;

/** Publishes what a program made, and makes it stable if it is better than what is: as a trainer does, without a person. Thread-safe. */
public final class Rollout {
    private static final Duration PATIENCE = Duration.ofSeconds(120);

    private final KafkaAccess kafka;
    private final String by;
    private final Optional<SigningKey> signing;
    private final Optional<TrustedKeys> others;
    private final Consumer<String> progress;

    /**
     * Opens nothing yet.
     *
     * @param by who does it, for a person
     * @param signing signs releases and names; absent when nobody signs
     * @param others who signs names beside it; absent where nobody does
     * @param progress told what is done and waited for, a line each
     */
    public Rollout(
            KafkaAccess kafka,
            String by,
            Optional<SigningKey> signing,
            Optional<TrustedKeys> others,
            Consumer<String> progress) {
        this.kafka = kafka;
        this.by = by;
        this.signing = signing;
        this.others = others;
        this.progress = progress;
    }

    /** Whether a new version is better than the one that is stable. */
    public interface Contest {
        /** What they are compared by, for the history: the name of a list. */
        String basis();

        boolean wins(VoicePackage stable) throws IOException, InterruptedException;
    }

    /**
     * Publishes a package.
     *
     * @param figures what is known of it, for the history
     */
    public ModelPublisher.Published publish(VoicePackage files, String figures) throws IOException {
        ModelPublisher.Published published = new ModelPublisher(kafka, by, others).publish(files, signing, figures);
        progress.accept(published.added() ? "published " + published.id() : published.id() + " was there already");
        published
                .objections()
                .forEach(objection -> progress.accept("not stable, though its voice's first: " + objection));
        return published;
    }

    /**
     * Publishes a package, and makes it stable if its voice has no other version, or it wins against the stable one.
     *
     * @param work folder for what is fetched
     */
    public void publishIfBetter(VoicePackage files, String figures, Contest contest, Path work)
            throws IOException, InterruptedException {
        ModelPublisher.Published published = publish(files, figures);
        if (!published.objections().isEmpty()) {
            return;
        }
        ModelId id = published.id();
        Optional<Release> current = current(id);
        if (current.isEmpty()) {
            progress.accept(id + " is stable");
            return;
        }
        progress.accept(contest.basis() + ", by " + current.get().id() + ":");
        VoiceStore store = new VoiceStore(work, new VoiceCatalog(List.of(), Map.of()), kafka);
        if (!contest.wins(store.fetch(current.get()))) {
            progress.accept(id + " is not better than " + current.get().id() + ", which stays stable");
            return;
        }
        String why = "better than " + current.get().id() + " on " + contest.basis();
        Alias stable = new Alias(Alias.STABLE, id.version(), OptionalInt.empty());
        mover().promote(id, stable, new RolloutOptions(PATIENCE, false, why, progress));
        progress.accept(id + " is stable: " + why);
    }

    private AliasMover mover() throws IOException {
        return new AliasMover(
                kafka, by, signing.isPresent() ? NameSigner.of(signing.get(), others) : NameSigner.NOBODY);
    }

    /** The stable version, if it is another. */
    private Optional<Release> current(ModelId id) throws IOException {
        Registry registry = mover().registry(id.voice());
        return registry.aliasesOf(id.voice())
                .version(Alias.STABLE)
                .filter(version -> !version.equals(id.version()))
                .flatMap(version -> registry.find(new ModelId(id.voice(), version)));
    }
}
