package sori.observe;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.micrometer.core.instrument.Gauge;
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
import sori.stream.SpeechApplication;
import sori.stream.stage.SpeechMetrics;
import sori.synthesis.Stage;
import sori.topology.MetricsSettings;
import sori.topology.TopologyFile;

/**
 * An application's meters, health and description at an address of its own: {@code /metrics}, {@code /health/live},
 * {@code /health/ready}, {@code /info}. It is opened before the application, which it then learns of part by part, and closed behind it.
 * Thread-safe.
 */
public final class Observation implements AutoCloseable {
    private static final ObjectMapper JSON = new ObjectMapper();

    private final TopologyFile file;
    private final String version;
    private final PrometheusMeterRegistry registry = new PrometheusMeterRegistry(PrometheusConfig.DEFAULT);
    private final Meters meters;
    private final Health health = new Health();
    private final JvmGcMetrics garbage = new JvmGcMetrics();
    private volatile @Nullable VoiceSeries series;
    private volatile @Nullable RegistryVoices voices;
    private @Nullable Server server;

    private Observation(TopologyFile file, String version) {
        this.file = file;
        this.version = version;
        this.meters = new Meters(registry, file);
        bindProcess();
        describe();
    }

    /**
     * Begins to answer at an address; with a port of 0 at any that is free.
     *
     * @param version of this program
     * @throws IOException if nobody can listen there
     */
    public static Observation start(TopologyFile file, MetricsSettings where, String version) throws IOException {
        Observation observation = new Observation(file, version);
        try {
            observation.server = Server.start(
                    where.host(),
                    where.port(),
                    Map.of(
                            "/metrics", observation::scrape,
                            "/health/live", observation::live,
                            "/health/ready", observation::ready,
                            "/info", observation::info));
            return observation;
        } catch (IOException | RuntimeException e) {
            observation.close();
            throw e;
        }
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
        Gauge.builder("sori.info", () -> 1)
                .description("What runs here.")
                .tags(
                        "version",
                        version,
                        "application",
                        file.application(),
                        "stages",
                        stages(),
                        "guarantee",
                        guarantee())
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

    private String stages() {
        return String.join(",", file.stages().stream().map(Stage::title).toList());
    }

    private String guarantee() {
        return file.guarantee().title();
    }

    /** To be told what the application does. */
    public SpeechMetrics metrics() {
        return meters;
    }

    /** Where it answers. */
    public int port() {
        return server == null ? 0 : server.port();
    }

    /** The voices are loaded. */
    public void voices(RegistryVoices loaded) {
        voices = loaded;
        series = new VoiceSeries(registry, loaded);
        health.voices(loaded);
    }

    /** The application begins. */
    public void application(SpeechApplication started) {
        KafkaFigures.register(registry, started::metrics);
        health.application(started);
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
        Map<String, Object> body = new LinkedHashMap<>();
        body.put("name", "sori");
        body.put("version", version);
        body.put("application", file.application());
        body.put("stages", file.stages().stream().map(Stage::title).toList());
        body.put("guarantee", guarantee());
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
