package sori.stream;

import java.nio.ByteBuffer;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HexFormat;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.TreeSet;
import org.apache.avro.specific.SpecificRecordBase;
import sori.kafka.KafkaAccess;
import sori.kafka.Topic;
import sori.kafka.TopicReader;
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
    private final Map<String, Trace> traces = new LinkedHashMap<>();
    private final Map<String, List<FailureReason>> failures = new LinkedHashMap<>();

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
        readAll(kafka, Topics.AUDIO.named(file.to())).forEach(audit::add);
        readAll(kafka, Topics.FAILURES.named(file.failures())).forEach(audit::add);
        return audit;
    }

    private static <V extends SpecificRecordBase> List<V> readAll(KafkaAccess kafka, Topic<V> topic) {
        List<V> all = new ArrayList<>();
        try (TopicReader<V> reader = TopicReader.fromBeginning(kafka, topic)) {
            while (!reader.atEnd()) {
                all.addAll(reader.poll(Duration.ofMillis(50)));
            }
        }
        return all;
    }

    /** A chunk, in the order of its partition. */
    void add(AudioChunk chunk) {
        traces.computeIfAbsent(chunk.getUtteranceId(), id -> new Trace()).add(chunk);
    }

    void add(SpeechFailure failure) {
        failures.computeIfAbsent(String.valueOf(failure.getUtteranceId()), id -> new ArrayList<>())
                .add(failure.getReason());
    }

    /** Each utterance's outcome: a checksum over samples and word marks, and how it ended. Asked once, at the end. */
    public Map<String, String> outcomes() {
        Map<String, String> outcomes = new LinkedHashMap<>();
        traces.forEach((id, trace) -> outcomes.put(
                id,
                trace.voice + " " + trace.status + " " + trace.chunks + " chunks "
                        + HexFormat.of().formatHex(trace.digest.digest()).substring(0, 16)));
        failures.forEach((id, reasons) -> outcomes.merge(id, reasons.toString(), (audio, why) -> audio + " " + why));
        return outcomes;
    }

    /**
     * What is wrong, one line each; empty when every promise was kept.
     *
     * @param sent ids of all events
     * @param undisturbed the outcomes of a run of the same events in which nothing happened
     */
    public List<String> violations(Collection<String> sent, Map<String, String> undisturbed) {
        List<String> violations = new ArrayList<>();
        Map<String, String> outcomes = outcomes();
        for (String id : sent) {
            problems(id).forEach(problem -> violations.add(id + ": " + problem));
            String outcome = outcomes.get(id);
            if (outcome != null && !Objects.equals(outcome, undisturbed.get(id))) {
                violations.add(id + ": came out as " + outcome + ", undisturbed as " + undisturbed.get(id));
            }
        }
        Set<String> strangers = new TreeSet<>(outcomes.keySet());
        strangers.removeAll(Set.copyOf(sent));
        strangers.forEach(id -> violations.add(id + ": nobody sent it"));
        return violations;
    }

    private Set<String> problems(String id) {
        List<FailureReason> reasons = failures.getOrDefault(id, List.of());
        Trace trace = traces.get(id);
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
        };
        if (!explained) {
            problems.add("ended as " + trace.status + " with failure records " + reasons);
        }
        return problems;
    }
}
