package sori.replay;

import java.nio.charset.StandardCharsets;
import java.time.Clock;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.function.Consumer;
import java.util.regex.Pattern;
import org.apache.kafka.common.header.Header;
import org.apache.kafka.common.header.internals.RecordHeaders;
import sori.kafka.KafkaAccess;
import sori.kafka.Topic;
import sori.schema.SpeechFailure;
import sori.schema.TextEvent;
import sori.synthesis.SourceOffset;
import sori.trace.CarriedHeaders;

/**
 * Publishes again what failed, each event once, whoever asks for it and however often: what is in the log of the texts as the replay
 * of an event is not published again, and only the last one who began may write at all ({@link ReplayWriter}). A replay has an
 * utterance id of its own, made of the first one's id and its offset, goes to the same partition under the same key, and carries the
 * event's headers and, in {@code sori-replay-of}, its place.
 */
public final class Replay {
    /** Found and looked up first, and then written in one short transaction: it holds up whoever reads the texts. */
    private static final int TOGETHER = 50;

    private static final int MOST_REASONS = 50;

    private static final Pattern SUFFIX = Pattern.compile("\\.replay-[0-9]+$");

    /** With what is added it is still an id. */
    private static final int LONGEST_ID = 450;

    private final KafkaAccess kafka;
    private final Topic<TextEvent> topic;
    private final String texts;
    private final FailureLog failures;
    private final Clock clock;

    /**
     * What is to be done.
     *
     * @param force also what would most likely fail again, or was heard
     * @param bulk whether others are to be spoken first
     * @param dryRun only say what would be done
     */
    public record Options(boolean force, boolean bulk, boolean dryRun) {}

    /**
     * An event that was published again, or would be.
     *
     * @param utteranceId of the replay
     * @param halfHeard whether a listener may have heard some of the first attempt
     */
    public record Replayed(SpeechFailure failure, SourceOffset source, String utteranceId, boolean halfHeard) {}

    /**
     * What was done.
     *
     * @param left how many failures were left alone, by the reason
     */
    public record Outcome(int replayed, Map<String, Integer> left) {}

    /** @throws sori.config.Refusal when there is no such topic */
    public Replay(KafkaAccess kafka, Topic<TextEvent> texts, Topic<SpeechFailure> failures, Clock clock) {
        this.kafka = kafka;
        this.topic = texts;
        this.texts = texts.name();
        this.failures = new FailureLog(kafka, failures);
        this.clock = clock;
    }

    /**
     * Does it.
     *
     * @param each told of every event when it is committed
     * @throws sori.config.Refusal when somebody else has begun to replay meanwhile
     */
    public Outcome run(FailureFilter filter, Options options, Consumer<Replayed> each) {
        return run(filter, options, each, () -> {});
    }

    /** @param beforeCommit called when replays are sent and do not count yet */
    Outcome run(FailureFilter filter, Options options, Consumer<Replayed> each, Runnable beforeCommit) {
        Optional<ReplayWriter> writer =
                options.dryRun() ? Optional.empty() : Optional.of(ReplayWriter.open(kafka, texts, beforeCommit));
        try (Originals originals = new Originals(kafka, topic)) {
            Run run = new Run(filter, options, originals, writer, each);
            run.lookAtTheLog();
            failures.forEach(filter, run::meet);
            run.write();
            return new Outcome(run.replayed, run.left);
        } finally {
            writer.ifPresent(ReplayWriter::close);
        }
    }

    /** The id of an event's replay: the same whoever makes it, so that the pipeline, too, would know a second one. */
    static String id(SourceOffset source, Optional<String> first) {
        String base = SUFFIX.matcher(first.filter(id -> !id.isBlank()).orElseGet(source::id))
                .replaceFirst("");
        return (base.length() <= LONGEST_ID ? base : source.id()) + ".replay-" + source.offset();
    }

    private final class Run {
        private final FailureFilter filter;
        private final Options options;
        private final Originals originals;
        private final Optional<ReplayWriter> writer;
        private final Consumer<Replayed> each;
        private final ReplayedPlaces before = new ReplayedPlaces();
        private final ReplayedPlaces now = new ReplayedPlaces();
        private final List<Ready> ready = new ArrayList<>();
        private final Map<String, Integer> left = new TreeMap<>();
        private int replayed;

        private record Ready(Replayed told, ReplayWriter.Record record) {}

        Run(
                FailureFilter filter,
                Options options,
                Originals originals,
                Optional<ReplayWriter> writer,
                Consumer<Replayed> each) {
            this.filter = filter;
            this.options = options;
            this.originals = originals;
            this.writer = writer;
            this.each = each;
        }

        /** What of the failures that are meant was replayed before. */
        void lookAtTheLog() {
            new ReplayLog(kafka, texts).forEach(failures.firsts(filter, texts), (of, replay) -> before.add(of));
        }

        void meet(FailureLog.Found found) {
            SpeechFailure failure = found.failure();
            boolean ofTexts = found.source().topic().equals(texts);
            if (ofTexts && before.contains(found.source())) {
                leave("was replayed before");
                return;
            }
            if (ofTexts && now.contains(found.source())) {
                leave("is another failure of an event that is replayed");
                return;
            }
            Optional<Original> original = ofTexts ? originals.find(found.source()) : Optional.empty();
            if (!filter.matches(original)) {
                return;
            }
            Optional<String> impossible = Cure.impossible(failure, texts, original);
            if (impossible.isPresent()) {
                leave(impossible.get());
                return;
            }
            TextEvent event = original.orElseThrow().read().orElseThrow();
            Optional<String> useless = Cure.useless(failure, event, clock.instant());
            if (useless.isPresent() && !options.force()) {
                leave(useless.get());
                return;
            }
            now.add(found.source());
            ready.add(ready(failure, original.orElseThrow(), event));
            if (ready.size() == TOGETHER) {
                write();
            }
        }

        /** Reasons may name what the records claim. */
        private void leave(String why) {
            left.merge(left.size() < MOST_REASONS || left.containsKey(why) ? why : "other reasons", 1, Integer::sum);
        }

        private Ready ready(SpeechFailure failure, Original original, TextEvent event) {
            SourceOffset source = original.place();
            Optional<String> first = Optional.ofNullable(event.getUtteranceId()).filter(given -> !given.isBlank());
            String id = id(source, first);
            TextEvent.Builder again = TextEvent.newBuilder(event).setUtteranceId(id);
            if (options.force()) {
                again.setExpiresAt(null);
            }
            if (options.bulk()) {
                Map<String, String> asked = new HashMap<>(event.getOptions());
                asked.put("priority", "bulk");
                again.setOptions(asked);
            }
            RecordHeaders headers = new RecordHeaders();
            for (Header header : original.headers()) {
                if (!header.key().equals(CarriedHeaders.REPLAY_OF)) {
                    headers.add(header);
                }
            }
            headers.add(CarriedHeaders.REPLAY_OF, source.id().getBytes(StandardCharsets.UTF_8));
            byte[] value = topic.codec().encode(again.build());
            ReplayWriter.Record record = new ReplayWriter.Record(source.partition(), original.key(), value, headers);
            return new Ready(new Replayed(failure, source, id, Cure.isHalfHeard(failure, original)), record);
        }

        void write() {
            writer.ifPresent(
                    open -> open.write(ready.stream().map(Ready::record).toList()));
            replayed += ready.size();
            ready.forEach(one -> each.accept(one.told()));
            ready.clear();
        }
    }
}
