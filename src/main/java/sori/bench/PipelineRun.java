package sori.bench;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.OptionalDouble;
import sori.schema.AudioChunk;

/** What a listener heard of some events, and what it cost. For one thread. */
final class PipelineRun {
    private static final int QUARTERS = 4;

    private final Map<String, Heard> heard = new LinkedHashMap<>();
    private final List<Double> residentMiB = new ArrayList<>();
    private final int events;
    private int ended;
    private double audioSeconds;
    private double othersAudioSeconds;
    private Costs costs = new Costs(0, 0, 0, new KafkaCounters(0, 0));

    /** @param brokerCpuSeconds NaN where that cannot be told */
    record Costs(double wallSeconds, double cpuSeconds, double brokerCpuSeconds, KafkaCounters counters) {}

    /** One utterance. */
    private static final class Heard {
        private final double sentAt;
        private final Playback playback = new Playback();
        private double firstAudioAt = Double.NaN;
        private double lastAudioAt = Double.NaN;
        private String version = "";

        private Heard(double sentAt) {
            this.sentAt = sentAt;
        }
    }

    /**
     * What a listener heard of an utterance.
     *
     * @param sentAt when its event was to be sent, in seconds
     * @param lastAudioAt when its latest chunk came
     * @param longestGap {@link Playback#longestGap}
     * @param longestWait {@link Playback#longestWait}
     * @param version of the voice, by the first chunk
     */
    record Spoken(
            String id,
            double sentAt,
            double firstAudioAt,
            double lastAudioAt,
            double longestGap,
            double longestWait,
            String version) {}

    /** @param events how many there will be, or nearly so */
    PipelineRun(int events) {
        this.events = events;
    }

    void sent(String id, double atSeconds) {
        heard.put(id, new Heard(atSeconds));
    }

    /** Takes in a chunk; of those of other runs only the length counts. */
    void hear(AudioChunk chunk, double atSeconds) {
        Heard utterance = heard.get(chunk.getUtteranceId());
        double seconds = chunk.getAudio().remaining() / 2.0 / chunk.getSampleRateHz();
        if (utterance == null) {
            othersAudioSeconds += seconds;
            return;
        }
        audioSeconds += seconds;
        utterance.playback.hear(atSeconds, seconds);
        utterance.lastAudioAt = atSeconds;
        if (Double.isNaN(utterance.firstAudioAt)) {
            utterance.firstAudioAt = atSeconds;
            utterance.version = chunk.getVoiceVersion();
        }
        if (chunk.getLast()) {
            ended++;
            if (ended * QUARTERS / events > residentMiB.size()) {
                Memory.residentMiB().ifPresent(residentMiB::add);
            }
        }
    }

    /** Whether all that was sent so far has ended. */
    boolean complete() {
        return ended == heard.size();
    }

    /** How many so far. */
    int sent() {
        return heard.size();
    }

    int ended() {
        return ended;
    }

    void cost(Costs measured) {
        costs = measured;
    }

    /** The utterances of which anything was heard, as they were sent. */
    List<Spoken> spoken() {
        List<Spoken> spoken = new ArrayList<>();
        heard.forEach((id, each) -> {
            if (!Double.isNaN(each.firstAudioAt)) {
                spoken.add(new Spoken(
                        id,
                        each.sentAt,
                        each.firstAudioAt,
                        each.lastAudioAt,
                        each.playback.longestGap(),
                        each.playback.longestWait(),
                        each.version));
            }
        });
        return spoken;
    }

    /** From the moment at which each event was to be sent to its first chunk. */
    Distribution firstAudioSeconds() {
        return Distribution.of(heard.values().stream()
                .map(each -> each.firstAudioAt - each.sentAt)
                .toList());
    }

    /** {@link Playback#longestWait} of the worst utterance; empty when all came in one chunk. */
    OptionalDouble latestChunkSeconds() {
        return heard.values().stream()
                .mapToDouble(each -> each.playback.longestWait())
                .filter(Double::isFinite)
                .max();
    }

    int stalls() {
        return heard.values().stream().mapToInt(each -> each.playback.stalls()).sum();
    }

    double audioSeconds() {
        return audioSeconds;
    }

    /** What was heard meanwhile of other runs. */
    double othersAudioSeconds() {
        return othersAudioSeconds;
    }

    double timesRealTime() {
        return audioSeconds / costs.wallSeconds();
    }

    double wallSeconds() {
        return costs.wallSeconds();
    }

    double cpuSeconds() {
        return costs.cpuSeconds();
    }

    double brokerCpuSeconds() {
        return costs.brokerCpuSeconds();
    }

    KafkaCounters counters() {
        return costs.counters();
    }

    /** After each quarter of the utterances; empty where the system does not tell. */
    List<Double> residentMiB() {
        return List.copyOf(residentMiB);
    }
}
