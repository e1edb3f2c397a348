package sori.observe;

import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import sori.stream.RegistryVoices;
import sori.stream.SpeechApplication;

/** Whether an application lives, and whether it speaks. Thread-safe. */
final class Health {
    private volatile @Nullable RegistryVoices voices;
    private volatile @Nullable SpeechApplication application;

    void voices(RegistryVoices loaded) {
        voices = loaded;
    }

    void application(SpeechApplication started) {
        application = started;
    }

    /** Why only another process can help; empty while this one is well, or begins. */
    Optional<String> dead() {
        SpeechApplication running = application;
        return running != null && running.ended().isDone()
                ? Optional.of("the application has stopped")
                : Optional.empty();
    }

    /** Each thing that speaking needs, and what is missing of it; empty where nothing is. */
    Map<String, String> missing() {
        Map<String, String> checks = new LinkedHashMap<>();
        RegistryVoices known = voices;
        checks.put("voices", known != null && known.loaded() > 0 ? "" : "no voice is loaded");
        SpeechApplication running = application;
        checks.put("partitions", running != null && running.assigned() ? "" : "the group has not assigned partitions");
        checks.put("stores", running != null && running.restored() ? "" : "local stores are not restored");
        return checks;
    }
}
