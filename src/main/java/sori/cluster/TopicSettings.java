package sori.cluster;

import sori.synthesis.SpeechSettings;

/**
 * How topics are laid out.
 *
 * @param partitions of every topic: the most stream threads that can share the work. Keep it for good: with another count
 *     a key moves to another partition and its order breaks at that moment. 12 divides evenly among 1, 2, 3, 4, 6 machines.
 * @param replication copies of each partition; -1 leaves it to the broker
 * @param retentionHours how long records are kept
 * @param maxMessageBytes largest record batch
 */
public record TopicSettings(int partitions, int replication, int retentionHours, int maxMessageBytes) {
    public static final TopicSettings DEFAULT = new TopicSettings(12, -1, 168, 1 << 20);

    public TopicSettings {
        SpeechSettings.within("partitions", partitions, 1, 10_000);
        SpeechSettings.within("replication", replication, -1, 100);
        SpeechSettings.within("retentionHours", retentionHours, 1, 876_000);
        SpeechSettings.within("maxMessageBytes", maxMessageBytes, 1 << 18, 1 << 28);
        if (replication == 0) {
            throw new IllegalArgumentException("replication must be -1 (the broker's choice) or positive");
        }
    }

    /** The same with another number of partitions. */
    public TopicSettings withPartitions(int count) {
        return new TopicSettings(count, replication, retentionHours, maxMessageBytes);
    }
}
