package sori.trace;

import java.util.Map;

/** Takes the spans of utterances: what was done, and how long it took. Never waits, never throws; thread-safe. */
public interface SpanSink {
    /** Nobody looks. */
    SpanSink NONE = new SpanSink() {
        @Override
        public boolean isOn() {
            return false;
        }

        @Override
        public void add(SpeechSpan span) {}
    };

    /** Whether anybody looks: without, nobody need make spans. */
    default boolean isOn() {
        return true;
    }

    void add(SpeechSpan span);

    /**
     * Something that was done for an utterance.
     *
     * @param traceId 32 hexadecimal digits
     * @param spanId 16 of them; empty where any will do
     * @param parentId 16 of them; empty where the trace begins with it
     * @param startNanos since 1970
     * @param endNanos since 1970
     * @param failure empty where it went well
     * @param attributes words, whole numbers: never of a text or a key
     */
    record SpeechSpan(
            String name,
            String traceId,
            String spanId,
            String parentId,
            long startNanos,
            long endNanos,
            String failure,
            Map<String, Object> attributes) {
        public SpeechSpan {
            attributes = Map.copyOf(attributes);
        }
    }
}
