package sori.bench;

/**
 * How much is measured.
 *
 * @param rate events a second while the time to first audio is measured
 * @param utterances events that are sent at that rate, for each guarantee
 * @param backlog events that wait when the throughput is measured, for each guarantee
 * @param seconds how long a part of the decoder or of the text reading is measured
 * @param seed decides the moments at which events are sent
 */
public record BenchSizes(double rate, int utterances, int backlog, double seconds, long seed) {
    public BenchSizes {
        if (!(rate > 0) || utterances < 1 || backlog < 1 || !(seconds > 0)) {
            throw new IllegalArgumentException("rate, utterances, backlog and seconds must be positive");
        }
    }
}
