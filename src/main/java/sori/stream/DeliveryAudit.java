package sori.stream;

import java.time.Duration;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.function.Consumer;
import org.apache.avro.specific.SpecificRecordBase;
import org.apache.kafka.common.header.Headers;
import org.apache.kafka.common.utils.Bytes;
import org.jspecify.annotations.Nullable;
import sori.kafka.Codecs;
import sori.kafka.KafkaAccess;
import sori.kafka.Topic;
import sori.kafka.TopicReader;
import sori.kafka.TopicReader.Placed;
import sori.kafka.Topics;
import sori.kafka.UtteranceName;
import sori.schema.AudioChunk;
import sori.schema.FailureReason;
import sori.schema.SpeechFailure;
import sori.topology.TopologyFile;
import sori.trace.TraceContext;

/**
 * Holds what a read_committed listener got against what was sent: every event exactly once, whole, in order and in one
 * voice, or one failure record, and nothing else; of a cancelled one the beginning, and an end that says how far it goes; and every
 * record in its event's trace. Takes the records as they lie in the topics. Not thread-safe.
 */
public final class DeliveryAudit {
    private final Map<UtteranceName, DeliveryTrace> traces = new LinkedHashMap<>();
    private final Map<UtteranceName, List<FailureReason>> failures = new LinkedHashMap<>();
    /** Which traces an utterance's records name; empty for none. */
    private final Map<UtteranceName, Map<String, Integer>> named = new HashMap<>();

    private final Map<UtteranceName, Long> cuts;

    DeliveryAudit() {
        this(Map.of());
    }

    /** @param cuts after how many samples utterances were cut in the run that this one is to be held against */
    DeliveryAudit(Map<UtteranceName, Long> cuts) {
        this.cuts = Map.copyOf(cuts);
    }

    /** Everything that an application's topics hold for a listener at this moment. */
    public static DeliveryAudit of(KafkaAccess kafka, TopologyFile file) {
        return of(kafka, file, Map.of());
    }

    /** The same of a run in which nothing happened; see {@link #cuts}. */
    public static DeliveryAudit of(KafkaAccess kafka, TopologyFile file, Map<UtteranceName, Long> cuts) {
        DeliveryAudit audit = new DeliveryAudit(cuts);
        Codecs codecs = WireCodecs.of(file, kafka);
        readAll(kafka, Topics.AUDIO.named(file.to()).framed(codecs), audit::add);
        readAll(kafka, Topics.FAILURES.named(file.failures()).framed(codecs), audit::addFailure);
        return audit;
    }

    private static <V extends SpecificRecordBase> void readAll(
            KafkaAccess kafka, Topic<V> topic, Consumer<Placed<V>> each) {
        try (TopicReader<V> reader = TopicReader.fromBeginning(kafka, topic)) {
            while (!reader.atEnd()) {
                reader.pollPlaced(Duration.ofMillis(50)).forEach(each);
            }
        }
    }

    private void add(Placed<AudioChunk> placed) {
        add(placed.key(), placed.value(), placed.headers());
    }

    private void addFailure(Placed<SpeechFailure> placed) {
        add(placed.key(), placed.value(), placed.headers());
    }

    void add(@Nullable Bytes key, AudioChunk chunk, Headers headers) {
        add(key, chunk);
        note(UtteranceName.of(key, chunk.getUtteranceId()), headers);
    }

    void add(@Nullable Bytes key, SpeechFailure failure, Headers headers) {
        add(key, failure);
        note(UtteranceName.of(key, String.valueOf(failure.getUtteranceId())), headers);
    }

    private void note(UtteranceName name, Headers headers) {
        String trace = TraceContext.of(headers).map(TraceContext::traceId).orElse("");
        named.computeIfAbsent(name, first -> new TreeMap<>()).merge(trace, 1, Integer::sum);
    }

    /** A chunk, in the order of its partition. */
    void add(@Nullable Bytes key, AudioChunk chunk) {
        UtteranceName name = UtteranceName.of(key, chunk.getUtteranceId());
        traces.computeIfAbsent(name, first -> new DeliveryTrace(cuts.getOrDefault(name, -1L)))
                .add(chunk);
    }

    void add(@Nullable Bytes key, SpeechFailure failure) {
        UtteranceName name = UtteranceName.of(key, String.valueOf(failure.getUtteranceId()));
        failures.computeIfAbsent(name, first -> new ArrayList<>()).add(failure.getReason());
    }

    /** Each utterance's outcome: a checksum over samples and word marks, and how it ended. */
    public Map<UtteranceName, String> outcomes() {
        Map<UtteranceName, String> outcomes = new LinkedHashMap<>();
        traces.forEach((name, trace) -> outcomes.put(name, outcome(name, trace.outcome())));
        failures.forEach((name, reasons) -> outcomes.putIfAbsent(name, reasons.toString()));
        return outcomes;
    }

    private String outcome(UtteranceName name, String audio) {
        List<FailureReason> reasons = failures.get(name);
        return reasons == null ? audio : audio + " " + reasons;
    }

    /** The cancelled utterances, and the samples that each has. */
    public Map<UtteranceName, Long> cuts() {
        Map<UtteranceName, Long> cancelled = new HashMap<>();
        traces.forEach((name, trace) -> {
            if (trace.isCancelled()) {
                cancelled.put(name, trace.samples());
            }
        });
        return cancelled;
    }

    /**
     * What is wrong, one line each; empty when every promise was kept.
     *
     * @param sent the names of all events; none of them was cancelled or came in pieces
     * @param undisturbed the outcomes of a run of the same events in which nothing happened
     */
    public List<String> violations(Collection<UtteranceName> sent, Map<UtteranceName, String> undisturbed) {
        List<String> violations = new ArrayList<>();
        for (UtteranceName name : sent) {
            problems(name).forEach(problem -> violations.add(name + ": " + problem));
            violations.addAll(otherThan(undisturbed.get(name), name, outcomes(name, false)));
        }
        violations.addAll(strangers(sent));
        return violations;
    }

    /**
     * The same for events of every kind.
     *
     * @param sent what each event is owed
     * @param undisturbed a run of the same texts, each whole, in which nothing happened; made with this one's {@link #cuts}
     */
    public List<String> violations(Map<UtteranceName, Owed> sent, DeliveryAudit undisturbed) {
        List<String> violations = new ArrayList<>();
        sent.forEach((name, owed) -> {
            problems(name).forEach(problem -> violations.add(name + ": " + problem));
            violations.addAll(outOfTrace(name, owed.trace()));
            DeliveryTrace trace = traces.get(name);
            DeliveryTrace whole = undisturbed.traces.get(name);
            if (trace != null && whole != null && owed.cancelled() && trace.isCancelled()) {
                trace.cutProblems(whole, owed.paced()).forEach(problem -> violations.add(name + ": " + problem));
            } else {
                violations.addAll(otherThan(
                        undisturbed.outcomes(name, owed.inPieces()).orElse(null),
                        name,
                        outcomes(name, owed.inPieces())));
            }
        });
        violations.addAll(strangers(sent.keySet()));
        return violations;
    }

    /** How many utterances have nothing but records in their event's trace. */
    public long inTrace(Map<UtteranceName, Owed> sent) {
        return sent.entrySet().stream()
                .filter(each -> named.getOrDefault(each.getKey(), Map.of())
                        .keySet()
                        .equals(Set.of(each.getValue().trace())))
                .count();
    }

    private List<String> outOfTrace(UtteranceName name, String trace) {
        List<String> violations = new ArrayList<>();
        named.getOrDefault(name, Map.of()).forEach((other, records) -> {
            if (!trace.isEmpty() && !other.equals(trace)) {
                String what = other.isEmpty() ? "no trace" : "trace " + other;
                violations.add(name + ": " + records + " of its records are of " + what + " in place of " + trace);
            }
        });
        return violations;
    }

    private Optional<String> outcomes(UtteranceName name, boolean inPieces) {
        return Optional.ofNullable(traces.get(name))
                .map(trace -> outcome(name, inPieces ? trace.outcomeWithoutEmptyEnd() : trace.outcome()))
                .or(() -> Optional.ofNullable(failures.get(name)).map(List::toString));
    }

    private static List<String> otherThan(@Nullable String undisturbed, UtteranceName name, Optional<String> outcome) {
        return outcome
                .filter(came -> !came.equals(undisturbed))
                .map(came -> name + ": came out as " + came + ", undisturbed as " + undisturbed)
                .stream()
                .toList();
    }

    private List<String> strangers(Collection<UtteranceName> sent) {
        Set<UtteranceName> strangers = new LinkedHashSet<>(traces.keySet());
        strangers.addAll(failures.keySet());
        strangers.removeAll(Set.copyOf(sent));
        return strangers.stream().map(name -> name + ": nobody sent it").toList();
    }

    private Set<String> problems(UtteranceName name) {
        List<FailureReason> reasons = failures.getOrDefault(name, List.of());
        DeliveryTrace trace = traces.get(name);
        if (trace == null) {
            return reasons.size() == 1 ? Set.of() : Set.of("no audio, and " + reasons.size() + " failure records");
        }
        Set<String> problems = new TreeSet<>(trace.problems());
        if (!trace.ended()) {
            problems.add("no last chunk after " + trace.chunks());
        }
        long cutSentences = reasons.stream().filter(FailureReason.CUT::equals).count();
        boolean explained = switch (trace.status()) {
            case OK -> reasons.isEmpty();
            case CUT -> cutSentences > 0 && cutSentences == reasons.size();
            case FAILED -> reasons.size() - cutSentences == 1;
            case CANCELLED -> cutSentences == reasons.size();
        };
        if (!explained) {
            problems.add("ended as " + trace.status() + " with failure records " + reasons);
        }
        return problems;
    }
}
