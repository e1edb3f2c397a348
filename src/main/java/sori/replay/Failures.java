package sori.replay;

import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.PriorityQueue;
import sori.kafka.Decoded;
import sori.kafka.KafkaAccess;
import sori.kafka.Topic;
import sori.schema.SpeechFailure;
import sori.schema.TextEvent;
import sori.stream.intake.TextIntake;
import sori.synthesis.SourceOffset;

/** Shows what could not be spoken. */
public final class Failures {
    /** Some ten megabytes. */
    public static final int MOST_LISTED = 10_000;

    private final KafkaAccess kafka;
    private final Topic<TextEvent> topic;
    private final String texts;
    private final FailureLog failures;

    /**
     * A failure.
     *
     * @param replayOf where the event lies that its own is a replay of
     */
    public record Listed(SpeechFailure failure, SourceOffset source, Optional<SourceOffset> replayOf) {
        static Listed of(FailureLog.Found found) {
            return new Listed(found.failure(), found.source(), ReplayLog.of(found.headers()));
        }
    }

    /**
     * The latest failures.
     *
     * @param all how many there are
     */
    public record Page(List<Listed> latest, long all) {}

    /** A replay of an event. */
    public record Again(SourceOffset place, Instant timestamp, String utteranceId) {}

    /** Everything about an event that failed. */
    public record Shown(List<Listed> failures, Optional<Original> original, List<Again> replays) {}

    /** @throws sori.config.Refusal when there is no such topic */
    public Failures(KafkaAccess kafka, Topic<TextEvent> texts, Topic<SpeechFailure> failures) {
        this.kafka = kafka;
        this.topic = texts;
        this.texts = texts.name();
        this.failures = new FailureLog(kafka, failures);
    }

    /**
     * The latest failures, in the order in which they came about.
     *
     * @param open only those of events that were not replayed
     * @param limit how many at most, up to {@link #MOST_LISTED}
     */
    public Page list(FailureFilter filter, boolean open, int limit) {
        PriorityQueue<Listed> latest = new PriorityQueue<>(
                Comparator.comparing((Listed each) -> each.failure().getFailedAt()));
        long[] all = {0};
        ReplayedPlaces done = open ? replayed(filter) : new ReplayedPlaces();
        try (Originals originals = new Originals(kafka, topic)) {
            failures.forEach(filter, found -> {
                boolean again = found.source().topic().equals(texts) && done.contains(found.source());
                if (!again && isMeant(filter, found, originals)) {
                    all[0]++;
                    latest.add(Listed.of(found));
                    if (latest.size() > limit) {
                        latest.remove();
                    }
                }
            });
        }
        List<Listed> sorted = new ArrayList<>();
        while (!latest.isEmpty()) {
            sorted.add(latest.remove());
        }
        return new Page(sorted, all[0]);
    }

    /** Looks at the event only where its voice is asked for. */
    private static boolean isMeant(FailureFilter filter, FailureLog.Found found, Originals originals) {
        return filter.voice() == null || filter.matches(originals.find(found.source()));
    }

    private ReplayedPlaces replayed(FailureFilter filter) {
        ReplayedPlaces replayed = new ReplayedPlaces();
        new ReplayLog(kafka, texts).forEach(failures.firsts(filter, texts), (of, replay) -> replayed.add(of));
        return replayed;
    }

    /** Everything about the failures of one record, its text included. */
    public Shown show(SourceOffset place) {
        List<Listed> found = new ArrayList<>();
        failures.forEach(FailureFilter.of(place), each -> found.add(Listed.of(each)));
        List<Again> replays = new ArrayList<>();
        TextIntake intake = new TextIntake(topic.codec());
        if (!found.isEmpty() && place.topic().equals(texts)) {
            new ReplayLog(kafka, texts).forEach(Map.of(place.partition(), place.offset()), (of, replay) -> {
                if (of.equals(place)) {
                    SourceOffset at = new SourceOffset(replay.topic(), replay.partition(), replay.offset());
                    String id = intake.decode(replay.value()) instanceof Decoded.Value<TextEvent> event
                            ? String.valueOf(event.value().getUtteranceId())
                            : "";
                    replays.add(new Again(at, Instant.ofEpochMilli(replay.timestamp()), id));
                }
            });
        }
        try (Originals originals = new Originals(kafka, topic)) {
            return new Shown(found, originals.find(place), replays);
        }
    }
}
