package sori.client;

import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import org.apache.kafka.common.utils.Bytes;
import sori.client.SpeechReader.Heard.Cancelled;
import sori.kafka.UtteranceName;

/** Which utterances are cancelled, of those that came and of those that come yet. The eldest are forgotten first. Not thread-safe. */
public final class Cancellations {
    private static final int REMEMBERED = 10_000;

    /** An id may be used again after the pipeline's duplicate window, which is this long by default. */
    private static final Duration ID_WINDOW = Duration.ofMinutes(10);

    private final Map<Bytes, Long> ofKeys = bounded();
    private final Map<UtteranceName, Long> ofUtterances = bounded();

    private static <K> Map<K, Long> bounded() {
        return new LinkedHashMap<>() {
            private static final long serialVersionUID = 1;

            @Override
            protected boolean removeEldestEntry(Map.Entry<K, Long> eldest) {
                return size() > REMEMBERED;
            }
        };
    }

    public void note(Cancelled cancelled) {
        Optional<UtteranceName> one = cancelled.utterance();
        if (one.isPresent()) {
            ofUtterances.merge(one.get(), cancelled.timeMs(), Math::max);
        } else {
            ofKeys.merge(cancelled.key(), cancelled.timeMs(), Math::max);
        }
    }

    /** @param beganAtMs when the utterance's text event came, or else its first chunk; milliseconds since 1970 */
    public boolean covers(UtteranceName name, long beganAtMs) {
        Long keyTime = ofKeys.get(name.key());
        Long ownTime = ofUtterances.get(name);
        return (keyTime != null && beganAtMs <= keyTime)
                || (ownTime != null && beganAtMs - ownTime <= ID_WINDOW.toMillis());
    }
}
