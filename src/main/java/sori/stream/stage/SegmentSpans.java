package sori.stream.stage;

import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import org.apache.avro.specific.SpecificRecordBase;
import sori.stream.store.JournalKey;
import sori.synthesis.Work;
import sori.trace.Spans;

/** When the sentences under way were begun, of utterances whose trace is recorded. For one stream thread. */
final class SegmentSpans<I extends SpecificRecordBase> {
    private final Spans spans;
    private final StageWork<I, ?, ?> kind;
    private final Map<JournalKey, Long> began = new HashMap<>();

    SegmentSpans(Spans spans, StageWork<I, ?, ?> kind) {
        this.spans = spans;
        this.kind = kind;
    }

    /** A record's work begins. */
    void begun(OpenUtterance<I, ?, ?> utterance, JournalKey at) {
        if (spans.wanted(utterance.headers()).isPresent()) {
            began.putIfAbsent(at.segmentStart(), System.nanoTime());
        }
    }

    /** A sentence is forwarded to its end. */
    void ended(OpenUtterance<I, ?, ?> utterance, int segment) {
        Long since = began.remove(new JournalKey(utterance.ticket(), segment, 0));
        if (since == null) {
            return;
        }
        long nowNanos = System.nanoTime();
        Optional<Work.MelTimes> inside = utterance.work().melTimes(segment);
        if (inside.isPresent()) {
            step("mel", utterance, segment, since, inside.get().lastNanos());
            step("vocode", utterance, segment, inside.get().firstNanos(), nowNanos);
        } else {
            step(kind.stage().title(), utterance, segment, since, nowNanos);
        }
    }

    private void step(String name, OpenUtterance<I, ?, ?> utterance, int segment, long fromNanos, long toNanos) {
        I of = utterance.beginning();
        Map<String, Object> attributes = Map.of(
                "sori.voice", kind.inputs().voice(of),
                "sori.voice.version", kind.inputs().voiceVersion(of),
                "sori.sentence", (long) segment);
        spans.step(name, utterance.headers(), kind.inputs().source(of), fromNanos, toNanos, attributes);
    }

    /** Nothing more of an utterance is done here. */
    void forget(long ticket) {
        began.keySet().removeIf(at -> at.ticket() == ticket);
    }
}
