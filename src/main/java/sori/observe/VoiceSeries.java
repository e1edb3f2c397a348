package sori.observe;

import io.micrometer.core.instrument.FunctionCounter;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.Meter;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.Tags;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.function.ToDoubleFunction;
import java.util.stream.Collectors;
import sori.acoustic.EngineLoad;
import sori.schema.ModelState;
import sori.schema.ModelVoiceStatus;
import sori.stream.RegistryVoices;

/**
 * Series of the voices' versions: they come and go with these, and a label holds what the registry says, which others write; so there are
 * at most so many. Thread-safe.
 */
final class VoiceSeries {
    /** Versions that are shown; those that are loaded first. */
    static final int MOST = 64;

    private final MeterRegistry registry;
    private final RegistryVoices voices;
    private final Map<Id, List<Meter>> shown = new HashMap<>();

    private record Id(String voice, String version) {}

    VoiceSeries(MeterRegistry registry, RegistryVoices voices) {
        this.registry = registry;
        this.voices = voices;
        Gauge.builder(
                        "sori.registry.releases",
                        voices,
                        all -> all.registry().ids().size())
                .description("Releases in the registry of voices, as this instance has read it.")
                .register(registry);
        Gauge.builder("sori.registry.end", voices, all -> all.registry().end())
                .description("Offset up to which this instance has read speech.models.")
                .register(registry);
        Gauge.builder(
                        "sori.registry.unusable",
                        voices,
                        all -> all.registry().unusable().size())
                .description("Releases in the registry that nobody can use.")
                .register(registry);
    }

    /** Before a scrape: shows the versions that there are now, and no others. */
    synchronized void refresh() {
        Map<Id, ModelState> now = voices.states().stream()
                .sorted((one, other) -> Boolean.compare(isLoaded(other), isLoaded(one)))
                .limit(MOST)
                .collect(Collectors.toMap(
                        each -> new Id(each.getVoice(), each.getVersion()), ModelVoiceStatus::getState, (a, b) -> a));
        shown.entrySet().removeIf(entry -> {
            if (now.containsKey(entry.getKey())) {
                return false;
            }
            entry.getValue().forEach(registry::remove);
            return true;
        });
        now.keySet().forEach(id -> shown.computeIfAbsent(id, this::meters));
    }

    private static boolean isLoaded(ModelVoiceStatus voice) {
        return voice.getState() == ModelState.LOADED;
    }

    private List<Meter> meters(Id id) {
        Tags tags = Tags.of("voice", id.voice(), "version", id.version());
        List<Meter> meters = new ArrayList<>();
        for (ModelState state : List.of(ModelState.LOADING, ModelState.LOADED, ModelState.REJECTED)) {
            meters.add(Gauge.builder("sori.voice.state", () -> status(id, each -> each.getState() == state ? 1 : 0))
                    .description("1 for the state that a version of a voice is in on this instance.")
                    .tags(tags.and("state", state.name().toLowerCase(Locale.ROOT)))
                    .register(registry));
        }
        meters.add(Gauge.builder("sori.voice.memory", () -> status(id, ModelVoiceStatus::getMemoryBytes))
                .baseUnit("bytes")
                .description("Memory that a version takes, as measured when it was tried.")
                .tags(tags)
                .register(registry));
        meters.add(engine("sori.decoder.rows", "Sentences in the decoder's batch.", id, tags, EngineLoad::rows));
        meters.add(
                engine("sori.decoder.places", "Sentences that the batch holds at most.", id, tags, EngineLoad::places));
        meters.add(engine(
                "sori.decoder.waiting",
                "Sentences that wait for a place in the batch.",
                id,
                tags,
                EngineLoad::waiting));
        meters.add(FunctionCounter.builder(
                        "sori.decoder.calls", id, each -> load(each).calls())
                .description("Calls of the decoder.")
                .tags(tags)
                .register(registry));
        meters.add(FunctionCounter.builder(
                        "sori.decoder.call.rows", id, each -> load(each).rowCalls())
                .description("Rows of all calls together: by the calls, how full the batch is.")
                .tags(tags)
                .register(registry));
        return meters;
    }

    private Meter engine(String name, String what, Id id, Tags tags, ToDoubleFunction<EngineLoad> figure) {
        return Gauge.builder(name, () -> figure.applyAsDouble(load(id)))
                .description(what)
                .tags(tags)
                .register(registry);
    }

    private EngineLoad load(Id id) {
        return voices.engineLoad(id.voice(), id.version()).orElse(EngineLoad.NONE);
    }

    private double status(Id id, ToDoubleFunction<ModelVoiceStatus> figure) {
        return voices.states().stream()
                .filter(each ->
                        each.getVoice().equals(id.voice()) && each.getVersion().equals(id.version()))
                .mapToDouble(figure)
                .findFirst()
                .orElse(0);
    }
}
