package sori.observe;

import java.io.IOException;
import java.util.LinkedHashMap;
import java.util.Map;
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
    private final Health health;
    private final Page page;
    private final Meters meters;

    private Observation(TopologyFile file, String version) {
        Map<String, String> checks = new LinkedHashMap<>();
        checks.put("partitions", "the group has not assigned partitions");
        checks.put("stores", "local stores are not restored");
        this.health = new Health(checks);
        Map<String, Object> who = new LinkedHashMap<>();
        who.put("name", "sori");
        who.put("version", version);
        who.put("application", file.application());
        who.put("stages", file.stages().stream().map(Stage::title).toList());
        who.put("guarantee", file.guarantee().title());
        this.page = new Page(who, health);
        this.meters = new Meters(page.registry(), file);
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
            observation.page.open(where);
            return observation;
        } catch (IOException | RuntimeException e) {
            observation.close();
            throw e;
        }
    }

    /** To be told what the application does. */
    public SpeechMetrics metrics() {
        return meters;
    }

    /** Where it answers. */
    public int port() {
        return page.port();
    }

    /** The voices are loaded. */
    public void voices(RegistryVoices loaded) {
        page.voices(loaded);
    }

    /** The application begins. */
    public void application(SpeechApplication started) {
        KafkaFigures.register(page.registry(), started::metrics);
        health.running(started.ended(), Map.of("partitions", started::assigned, "stores", started::restored));
    }

    @Override
    public void close() {
        page.close();
    }
}
