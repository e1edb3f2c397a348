package sori.client;

import org.apache.kafka.clients.producer.Producer;
import org.apache.kafka.common.utils.Bytes;
import sori.kafka.Topics;

/** Publishers without a cluster. */
public final class Publishers {
    private Publishers() {}

    public static SpeechPublisher over(Producer<Bytes, byte[]> producer) {
        return new SpeechPublisher(Topics.TEXT, Topics.CONTROL, producer);
    }
}
