package sori.observe;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.Tags;
import io.micrometer.core.instrument.binder.jvm.JvmGcMetrics;
import io.micrometer.core.instrument.binder.jvm.JvmMemoryMetrics;
import io.micrometer.core.instrument.binder.jvm.JvmThreadMetrics;
import io.micrometer.core.instrument.binder.system.FileDescriptorMetrics;
import io.micrometer.core.instrument.binder.system.ProcessorMetrics;
import io.micrometer.core.instrument.binder.system.UptimeMetrics;
import io.micrometer.prometheusmetrics.PrometheusConfig;
import io.micrometer.prometheusmetrics.PrometheusMeterRegistry;
import java.io.IOException;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import sori.registry.ModelInstance;
import sori.stream.RegistryVoices;
import sori.topology.MetricsSettings;

/** What whatever runs shows at an address of its own, besides its own meters. Thread-safe. */
final class Page implements AutoCloseable {
    private static final ObjectMapper JSON = new ObjectMapper();

    private final Map<String, Object> who;
    private final Health health;
    private final PrometheusMeterRegistry registry = new PrometheusMeterRegistry(PrometheusConfig.DEFAULT);
    private final JvmGcMetrics garbage = new JvmGcMetrics();
    private volatile @Nullable VoiceSeries series;
    private volatile @Nullable RegistryVoices voices;
    private @Nullable Server server;

    /** @param who what {@code /info} says of it; lists are joined in the label of a meter */
    Page(Map<String, Object> who, Health health) {
        this.who = new LinkedHashMap<>(who);
        this.health = health;
        bindProcess();
        describe();
    }

    /**
     * Begins to answer.
     *
     * @throws IOException if nobody can listen there
     */
    void open(MetricsSettings where) throws IOException {
        server = Server.start(
                where.host(),
                where.port(),
                Map.of(
                        "/metrics", this::scrape,
                        "/health/live", this::live,
                        "/health/ready", this::ready,
                        "/info", this::info));
    }

    private void bindProcess() {
        new JvmMemoryMetrics().bindTo(registry);
        garbage.bindTo(registry);
        new JvmThreadMetrics().bindTo(registry);
        new ProcessorMetrics().bindTo(registry);
        new UptimeMetrics().bindTo(registry);
        new FileDescriptorMetrics().bindTo(registry);
        Gauge.builder("process.resident.memory", () -> ModelInstance.residentBytes())
                .baseUnit("bytes")
                .description("Memory of the whole process: voices lie outside of the Java heap.")
                .register(registry);
    }

    private void describe() {
        Tags tags = Tags.empty();
        for (Map.Entry<String, Object> each : who.entrySet()) {
            Object value = each.getValue();
            String text = value instanceof List<?> all
                    ? String.join(",", all.stream().map(String::valueOf).toList())
                    : value.toString();
            tags = each.getKey().equals("name") ? tags : tags.and(each.getKey(), text);
        }
        Gauge.builder("sori.info", () -> 1)
                .description("What runs here.")
                .tags(tags)
                .register(registry);
        for (String check : health.missing().keySet()) {
            Gauge.builder(
                            "sori.ready",
                            () -> health.missing().getOrDefault(check, "").isEmpty() ? 1 : 0)
                    .description("Whether what speaking needs is there: voices, partitions, stores.")
                    .tag("check", check)
                    .register(registry);
        }
    }

    MeterRegistry registry() {
        return registry;
    }

    /** Where it answers. */
    int port() {
        return server == null ? 0 : server.port();
    }

    /** The voices are loaded. */
    void voices(RegistryVoices loaded) {
        voices = loaded;
        series = new VoiceSeries(registry, loaded);
        health.voices(loaded);
    }

    private Server.Answer scrape() {
        VoiceSeries shown = series;
        if (shown != null) {
            shown.refresh();
        }
        return Server.Answer.text(registry.scrape());
    }

    private Server.Answer live() {
        return health.dead()
                .map(why -> json(503, Map.of("status", "down", "reason", why)))
                .orElseGet(() -> json(200, Map.of("status", "up")));
    }

    private Server.Answer ready() {
        Map<String, String> missing = health.missing();
        boolean up = missing.values().stream().allMatch(String::isEmpty);
        Map<String, Object> body = new LinkedHashMap<>();
        body.put("status", up ? "up" : "down");
        missing.forEach((check, why) -> body.put(check, why.isEmpty() ? "up" : why));
        return json(up ? 200 : 503, body);
    }

    private Server.Answer info() {
        Map<String, Object> body = new LinkedHashMap<>(who);
        RegistryVoices known = voices;
        body.put(
                "voices",
                known == null
                        ? List.of()
                        : known.states().stream()
                                .limit(VoiceSeries.MOST)
                                .map(each -> Map.of(
                                        "voice", each.getVoice(),
                                        "version", each.getVersion(),
                                        "state", each.getState().name().toLowerCase(Locale.ROOT)))
                                .toList());
        return json(200, body);
    }

    private static Server.Answer json(int status, Map<String, ?> body) {
        try {
            return Server.Answer.json(status, JSON.writeValueAsString(body) + "\n");
        } catch (JsonProcessingException e) {
            throw new IllegalStateException(e);
        }
    }

    @Override
    public void close() {
        if (server != null) {
            server.close();
        }
        garbage.close();
        registry.close();
    }
}
