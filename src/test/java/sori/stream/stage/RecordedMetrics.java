package sori.stream.stage;

import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Supplier;
import sori.schema.FailureReason;
import sori.schema.SpeechPriority;

/** Keeps what it is told. */
final class RecordedMetrics implements SpeechMetrics {
    final List<String> told = new ArrayList<>();
    private final Set<Supplier<StageLoad>> tasks = ConcurrentHashMap.newKeySet();

    @Override
    public boolean watched() {
        return true;
    }

    @Override
    public void worked(String stage, long nanos) {
        told.add("worked " + stage);
    }

    @Override
    public void waited(String stage, SpeechPriority priority, long waitedMs) {
        told.add("waited " + stage + " " + priority + " " + waitedMs);
    }

    @Override
    public void spoke(String stage, long nanos, double audioSeconds) {
        told.add("spoke " + stage);
    }

    @Override
    public void firstAudio(SpeechPriority priority, long latencyMs) {
        told.add("first " + priority + " " + latencyMs);
    }

    @Override
    public void ended(String stage, String status) {
        told.add("ended " + stage + " " + status);
    }

    @Override
    public void failed(String stage, FailureReason reason) {
        told.add("failed " + stage + " " + reason);
    }

    @Override
    public void cancelAsked() {
        told.add("cancel");
    }

    @Override
    public Watch watch(String stage, Supplier<StageLoad> load) {
        Supplier<StageLoad> own = load::get;
        tasks.add(own);
        return () -> tasks.remove(own);
    }

    /** Of the one task that is watched. */
    StageLoad load() {
        return tasks.iterator().next().get();
    }

    int tasks() {
        return tasks.size();
    }
}
