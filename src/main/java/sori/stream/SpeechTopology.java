package sori.stream;

import java.time.Clock;
import java.util.List;
import org.apache.kafka.streams.Topology;

/** Builds the Kafka Streams topology of a topology file: a pure function, so that it can be printed, compared and tested. */
public final class SpeechTopology {
    private SpeechTopology() {}

    public static Topology build(TopologyFile file, Voices voices) {
        return build(file, voices, Clock.systemUTC());
    }

    static Topology build(TopologyFile file, Voices voices, Clock clock) {
        return new Topology();
    }

    static List<String> changelogStores(TopologyFile file) {
        return List.of();
    }
}
