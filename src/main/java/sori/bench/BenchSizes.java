package sori.bench;

/**
 * How much is measured.
 *
 * @param rate events a second while the time to first audio is measured, and while versions are promoted
 * @param warmUp events that are spoken at that rate before anything is measured: neither the pipeline's code nor the broker's is
 *     compiled before
 * @param utterances events that are sent at that rate, for each guarantee
 * @param backlog events that wait when the throughput is measured, for each guarantee
 * @param seconds how long a part of the decoder or of the text reading is measured
 * @param swaps how often another version is promoted while events are spoken
 * @param flood records to be refused that are written to one partition, for each guarantee
 * @param bulk sentences of bulk that wait while the time to first audio of others is measured
 * @param seed decides the moments at which events are sent
 */
public record BenchSizes(
        double rate,
        int warmUp,
        int utterances,
        int backlog,
        double seconds,
        int swaps,
        int flood,
        int bulk,
        long seed) {
    public BenchSizes {
        if (!(rate > 0)
                || warmUp < 1
                || utterances < 1
                || backlog < 1
                || !(seconds > 0)
                || swaps < 1
                || flood < 1
                || bulk < 1) {
            throw new IllegalArgumentException(
                    "rate, warm-up, utterances, backlog, seconds, swaps, flood and bulk must be positive");
        }
    }
}
