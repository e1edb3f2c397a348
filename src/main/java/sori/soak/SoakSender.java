package sori.soak;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.PriorityQueue;
import java.util.concurrent.CompletableFuture;
import org.apache.kafka.clients.producer.RecordMetadata;
import sori.client.SpeechPublisher;
import sori.kafka.UtteranceName;
import sori.stream.Owed;

/** Sends what the scripts say, each in its time, and knows what is owed of it. Used by one thread. */
final class SoakSender {
    /** What a producer is told of a record that it has sent twice. */
    private static final long NO_TIMESTAMP = -1;

    private final SpeechPublisher publisher;
    private final PriorityQueue<Due> due =
            new PriorityQueue<>(Comparator.comparingLong(Due::atNanos).thenComparingInt(Due::order));
    private final List<CompletableFuture<RecordMetadata>> sent = new ArrayList<>();
    private final Map<SoakScript, CompletableFuture<RecordMetadata>> begun = new LinkedHashMap<>();
    private final List<Wished> wishes = new ArrayList<>();
    private int ordered;

    private record Due(long atNanos, int order, Runnable action) {}

    private record Wished(SoakScript script, SoakScript.Wish wish, CompletableFuture<RecordMetadata> sent) {
        /** Whether an event may be stopped by it: as the pipeline judges, by the times that the broker gave both. */
        boolean covers(SoakScript other, CompletableFuture<RecordMetadata> begun) {
            if (!wish.allOfKey()) {
                return other.equals(script);
            }
            long wished = sent.join().timestamp();
            long began = begun.join().timestamp();
            return other.key().equals(script.key())
                    && (began <= wished || wished == NO_TIMESTAMP || began == NO_TIMESTAMP);
        }
    }

    SoakSender(SpeechPublisher publisher) {
        this.publisher = publisher;
    }

    /** It is an event's turn. */
    void begin(SoakScript script, long nowNanos) {
        for (int i = 0; i < script.pieces().size(); i++) {
            SoakScript.Piece piece = script.pieces().get(i);
            Map<String, String> headers = script.headers(i);
            at(nowNanos, piece.afterSeconds(), () -> {
                CompletableFuture<RecordMetadata> future =
                        publisher.publish(piece.event(), Optional.of(script.key()), headers);
                begun.putIfAbsent(script, future);
                sent.add(future);
            });
        }
        script.wish()
                .ifPresent(wish -> at(nowNanos, wish.afterSeconds(), () -> {
                    Optional<String> id = wish.allOfKey()
                            ? Optional.empty()
                            : Optional.of(script.name().id());
                    CompletableFuture<RecordMetadata> future = publisher.cancel(script.key(), id, "soak");
                    wishes.add(new Wished(script, wish, future));
                    sent.add(future);
                }));
    }

    private void at(long fromNanos, double afterSeconds, Runnable action) {
        due.add(new Due(fromNanos + (long) (afterSeconds * 1e9), ordered++, action));
    }

    /** Sends what is due. */
    void act(long nowNanos) {
        while (!due.isEmpty() && due.element().atNanos() - nowNanos <= 0) {
            due.remove().action().run();
        }
    }

    int wishes() {
        return wishes.size();
    }

    /**
     * What each event is owed. Waits until Kafka has everything: what it never took proves nothing about the pipeline.
     *
     * @throws java.util.concurrent.CompletionException when it did not take something
     */
    Map<UtteranceName, Owed> owed() {
        sent.forEach(CompletableFuture::join);
        Map<UtteranceName, Owed> owed = new LinkedHashMap<>();
        begun.forEach((script, future) -> {
            boolean stopped = wishes.stream().anyMatch(wished -> wished.covers(script, future));
            owed.put(script.name(), new Owed(script.inPieces(), stopped, script.paced(), script.trace()));
        });
        return owed;
    }
}
