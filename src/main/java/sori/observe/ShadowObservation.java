package sori.observe;

import java.io.IOException;
import java.util.LinkedHashMap;
import java.util.Map;
import sori.shadow.ShadowApplication;
import sori.shadow.ShadowMetrics;
import sori.stream.RegistryVoices;
import sori.topology.MetricsSettings;
import sori.topology.TopologyFile;

/** The same of a shadow as {@link Observation} shows of an application, with what a shadow measures. Thread-safe. */
public final class ShadowObservation implements AutoCloseable {
    private final Health health = new Health(Map.of("partitions", "the group has not assigned partitions"));
    private final Page page;
    private final ShadowMeters meters;

    private ShadowObservation(TopologyFile file, String version) {
        Map<String, Object> who = new LinkedHashMap<>();
        who.put("name", "sori");
        who.put("version", version);
        who.put("application", file.application());
        who.put("shadows", file.from());
        this.page = new Page(who, health);
        this.meters = new ShadowMeters(page.registry());
    }

    /**
     * Begins to answer at an address; with a port of 0 at any that is free.
     *
     * @param file of the shadow: its application names the consumer group
     * @param version of this program
     * @throws IOException if nobody can listen there
     */
    public static ShadowObservation start(TopologyFile file, MetricsSettings where, String version) throws IOException {
        ShadowObservation observation = new ShadowObservation(file, version);
        try {
            observation.page.open(where);
            return observation;
        } catch (IOException | RuntimeException e) {
            observation.close();
            throw e;
        }
    }

    /** To be told what the shadow does. */
    public ShadowMetrics metrics() {
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

    /** The shadow begins. */
    public void application(ShadowApplication started) {
        health.running(started.ended(), Map.of("partitions", started::assigned));
    }

    @Override
    public void close() {
        page.close();
    }
}
