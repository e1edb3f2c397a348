package sori.observe;

import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.function.BooleanSupplier;
import org.jspecify.annotations.Nullable;
import sori.stream.RegistryVoices;

/** Whether something that runs lives, and whether it speaks. Thread-safe. */
final class Health {
    private final Map<String, String> checks;
    private volatile @Nullable RegistryVoices voices;
    private volatile @Nullable Running running;

    private record Running(CompletableFuture<?> ended, Map<String, BooleanSupplier> there) {}

    /** @param checks what it needs besides voices, and how a person is told that it is missing */
    Health(Map<String, String> checks) {
        this.checks = new LinkedHashMap<>(checks);
    }

    void voices(RegistryVoices loaded) {
        voices = loaded;
    }

    /**
     * It begins.
     *
     * @param ended done when it has stopped
     * @param there for each check, whether it is there
     */
    void running(CompletableFuture<?> ended, Map<String, BooleanSupplier> there) {
        running = new Running(ended, Map.copyOf(there));
    }

    /** Why only another process can help; empty while this one is well, or begins. */
    Optional<String> dead() {
        Running now = running;
        return now != null && now.ended.isDone() ? Optional.of("the application has stopped") : Optional.empty();
    }

    /** Each thing that speaking needs, and what is missing of it; empty where nothing is. */
    Map<String, String> missing() {
        Map<String, String> missing = new LinkedHashMap<>();
        RegistryVoices known = voices;
        missing.put("voices", known != null && known.loaded() > 0 ? "" : "no voice is loaded");
        Running now = running;
        checks.forEach((check, otherwise) -> {
            BooleanSupplier there = now == null ? null : now.there.get(check);
            missing.put(check, there != null && there.getAsBoolean() ? "" : otherwise);
        });
        return missing;
    }
}
