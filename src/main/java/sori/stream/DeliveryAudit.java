package sori.stream;

import java.nio.ByteBuffer;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HexFormat;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.TreeSet;
import org.apache.avro.specific.SpecificRecordBase;
import org.apache.kafka.common.utils.Bytes;
import org.jspecify.annotations.Nullable;
import sori.kafka.KafkaAccess;
import sori.kafka.Topic;
import sori.kafka.TopicReader;
import sori.kafka.TopicReader.Placed;
import sori.kafka.Topics;
import sori.kafka.UtteranceName;
import sori.schema.AudioChunk;
import sori.schema.FailureReason;
import sori.schema.SpeechFailure;
import sori.schema.SpeechStatus;
import sori.schema.WordMark;

/**
 * Holds what a read_committed listener got against what was sent: every event exactly once, whole, in order and in one
 * voice, or one failure record, and nothing else. Takes the records as they lie in the topics. Not thread-safe.
 */
public final class DeliveryAudit {
    private final Map<UtteranceName, Trace> traces = new LinkedHashMap<>();
    private final Map<UtteranceName, List<FailureReason>> failures = new LinkedHashMap<>();

    /** What the topics hold of an utterance's audio. */
    private static final class Trace {
        private final MessageDigest digest = sha256();
        private final Set<String> problems = new TreeSet<>();
        private String voice = "";
        private int chunks;
        private long samples;
        private boolean ended;
        private SpeechStatus status = SpeechStatus.OK;

        void add(AudioChunk chunk) {
            expect(!ended, "a chunk after the last");
            expect(chunk.getSequence() == chunks, "sequence " + chunk.getSequence() + " in place of " + chunks);
            expect(
                    chunk.getStartSample() == samples,
                    "start sample " + chunk.getStartSample() + " in place of " + samples);
            expect(chunk.getAttempt() == 0, "attempt " + chunk.getAttempt());
            String by = chunk.getVoice() + "@" + chunk.getVoiceVersion();
            expect(voice.isEmpty() || voice.equals(by), by + " after " + voice);
            voice = by;
            chunks++;
            samples += chunk.getAudio().remaining() / 2;
            ended |= chunk.getLast();
            status = chunk.getStatus();
            digest.update(chunk.getAudio().duplicate());
            for (WordMark mark : chunk.getMarks()) {
                digest.update(ByteBuffer.allocate(2 * Integer.BYTES + 2 * Long.BYTES)
                        .putInt(mark.getSourceStart())
                        .putInt(mark.getSourceEnd())
                        .putLong(mark.getFirstSample())
                        .putLong(mark.getLastSample())
                        .flip());
            }
        }

        private void expect(boolean holds, String otherwise) {
            if (!holds) {
                problems.add(otherwise);
            }
        }

        private static MessageDigest sha256() {
            try {
                return MessageDigest.getInstance("SHA-256");
            } catch (NoSuchAlgorithmException e) {
                throw new IllegalStateException("every JDK has SHA-256", e);
            }
        }
    }

    /** Everything that an application's topics hold for a listener at this moment. */
    public static DeliveryAudit of(KafkaAccess kafka, TopologyFile file) {
        DeliveryAudit audit = new DeliveryAudit();
        readAll(kafka, Topics.AUDIO.named(file.to())).forEach(placed -> audit.add(placed.key(), placed.value()));
        readAll(kafka, Topics.FAILURES.named(file.failures()))
                .forEach(placed -> audit.add(placed.key(), placed.value()));
        return audit;
    }

    private static <V extends SpecificRecordBase> List<Placed<V>> readAll(KafkaAccess kafka, Topic<V> topic) {
        List<Placed<V>> all = new ArrayList<>();
        try (TopicReader<V> reader = TopicReader.fromBeginning(kafka, topic)) {
            while (!reader.atEnd()) {
                all.addAll(reader.pollPlaced(Duration.ofMillis(50)));
            }
        }
        return all;
    }

    /** A chunk, in the order of its partition. */
    void add(@Nullable Bytes key, AudioChunk chunk) {
        UtteranceName name = UtteranceName.of(key, chunk.getUtteranceId());
        traces.computeIfAbsent(name, first -> new Trace()).add(chunk);
    }

    void add(@Nullable Bytes key, SpeechFailure failure) {
        UtteranceName name = UtteranceName.of(key, String.valueOf(failure.getUtteranceId()));
        failures.computeIfAbsent(name, first -> new ArrayList<>()).add(failure.getReason());
    }

    /** Each utterance's outcome: a checksum over samples and word marks, and how it ended. Asked once, at the end. */
    public Map<UtteranceName, String> outcomes() {
        Map<UtteranceName, String> outcomes = new LinkedHashMap<>();
        traces.forEach((name, trace) -> outcomes.put(
                name,
                trace.voice + " " + trace.status + " " + trace.chunks + " chunks "
                        + HexFormat.of().formatHex(trace.digest.digest()).substring(0, 16)));
        failures.forEach(
                (name, reasons) -> outcomes.merge(name, reasons.toString(), (audio, why) -> audio + " " + why));
        return outcomes;
    }

    /**
     * What is wrong, one line each; empty when every promise was kept.
     *
     * @param sent the names of all events
     * @param undisturbed the outcomes of a run of the same events in which nothing happened
     */
    public List<String> violations(Collection<UtteranceName> sent, Map<UtteranceName, String> undisturbed) {
        List<String> violations = new ArrayList<>();
        Map<UtteranceName, String> outcomes = outcomes();
        for (UtteranceName name : sent) {
            problems(name).forEach(problem -> violations.add(name + ": " + problem));
            String outcome = outcomes.get(name);
            if (outcome != null && !Objects.equals(outcome, undisturbed.get(name))) {
                violations.add(name + ": came out as " + outcome + ", undisturbed as " + undisturbed.get(name));
            }
        }
        Set<UtteranceName> strangers = new LinkedHashSet<>(outcomes.keySet());
        strangers.removeAll(Set.copyOf(sent));
        strangers.forEach(name -> violations.add(name + ": nobody sent it"));
        return violations;
    }

    private Set<String> problems(UtteranceName name) {
        List<FailureReason> reasons = failures.getOrDefault(name, List.of());
        Trace trace = traces.get(name);
        if (trace == null) {
            return reasons.size() == 1 ? Set.of() : Set.of("no audio, and " + reasons.size() + " failure records");
        }
        Set<String> problems = new TreeSet<>(trace.problems);
        if (!trace.ended) {
            problems.add("no last chunk after " + trace.chunks);
        }
        long cuts = reasons.stream().filter(FailureReason.CUT::equals).count();
        boolean explained = switch (trace.status) {
            case OK -> reasons.isEmpty();
            case CUT -> cuts > 0 && cuts == reasons.size();
            case FAILED -> reasons.size() - cuts == 1;
            case CANCELLED -> true;
        };
        if (!explained) {
            problems.add("ended as " + trace.status + " with failure records " + reasons);
        }
        return problems;
    }
}
