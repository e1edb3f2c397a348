package sori.observe;

import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.Tags;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Function;
import java.util.function.Supplier;
import java.util.function.ToDoubleFunction;
import java.util.stream.DoubleStream;
import sori.schema.SpeechPriority;
import sori.stream.stage.SpeechMetrics.Watch;
import sori.stream.stage.StageLoad;
import sori.synthesis.Stage;

/** What the tasks of a stage have before them, all of this instance's tasks together. Thread-safe. */
final class StageGauges {
    private final MeterRegistry registry;
    private final Map<String, Set<Supplier<StageLoad>>> tasks = new ConcurrentHashMap<>();

    StageGauges(MeterRegistry registry) {
        this.registry = registry;
    }

    Watch watch(String stage, Supplier<StageLoad> load) {
        Set<Supplier<StageLoad>> all = tasks.computeIfAbsent(stage, this::registered);
        Supplier<StageLoad> own = load::get; // an object of its own, whatever the caller gives
        all.add(own);
        return () -> all.remove(own);
    }

    private Set<Supplier<StageLoad>> registered(String stage) {
        Set<Supplier<StageLoad>> all = ConcurrentHashMap.newKeySet();
        Tags tags = Tags.of(Meters.STAGE, stage);
        if (stage.equals(Stage.NORMALIZE.title())) {
            sum("sori.open.texts", "Texts in parts that are not closed.", tags, all, StageLoad::openTexts);
            return all;
        }
        sum("sori.open.utterances", "Utterances taken in and not over.", tags, all, StageLoad::openUtterances);
        sum("sori.lanes", "Record keys with something in work.", tags, all, StageLoad::lanes);
        Gauge.builder(
                        "sori.lane.depth",
                        () -> of(all, StageLoad::deepestLane).max().orElse(0))
                .description("Most utterances in work of one record key.")
                .tags(tags)
                .register(registry);
        backlog(SpeechPriority.INTERACTIVE, tags, all, StageLoad::interactive);
        backlog(SpeechPriority.BULK, tags, all, StageLoad::bulk);
        return all;
    }

    private void backlog(
            SpeechPriority priority,
            Tags stage,
            Set<Supplier<StageLoad>> all,
            Function<StageLoad, StageLoad.Backlog> backlog) {
        Tags tags = stage.and(Meters.PRIORITY, priority.name().toLowerCase(java.util.Locale.ROOT));
        sum(
                "sori.journal.inputs",
                "Sentences, or chunks of mel frames, taken in and not done with.",
                tags,
                all,
                load -> backlog.apply(load).inputs());
        Gauge.builder(
                        "sori.unspoken",
                        () -> of(all, load -> backlog.apply(load).unspokenSeconds())
                                .sum())
                .baseUnit("seconds")
                .description(
                        "How long everything lasts that is taken in and not spoken, as estimated: what to scale on.")
                .tags(tags)
                .register(registry);
    }

    private void sum(
            String name, String what, Tags tags, Set<Supplier<StageLoad>> all, ToDoubleFunction<StageLoad> figure) {
        Gauge.builder(name, () -> of(all, figure).sum())
                .description(what)
                .tags(tags)
                .register(registry);
    }

    private static DoubleStream of(Set<Supplier<StageLoad>> all, ToDoubleFunction<StageLoad> figure) {
        return all.stream().map(Supplier::get).mapToDouble(figure);
    }
}
