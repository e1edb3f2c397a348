package sori.bench;

import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.ExecutionException;
import java.util.stream.IntStream;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.OffsetSpec;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerConfig;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.apache.kafka.common.utils.Utils;
import sori.kafka.Wire;
import sori.schema.TextEvent;
import sori.topology.TopologyFile;

/** Writes bulk as fast as the brokers take it, and sees when it has been read. */
final class BulkSource implements AutoCloseable {
    static final Map<String, String> BULK = Map.of("priority", "bulk");

    /** The partition that has bulk, where it is not in all. */
    static final int SOMEWHERE = 0;

    private static final int LOOK_MS = 50;

    private final Workplace workplace;
    private final TopologyFile topology;
    private final boolean everywhere;
    private final Admin admin;
    private final KafkaProducer<byte[], byte[]> producer;

    BulkSource(Workplace workplace, TopologyFile topology, BenchBroker broker, boolean everywhere) {
        this.workplace = workplace;
        this.topology = topology;
        this.everywhere = everywhere;
        this.admin = broker.access().admin();
        Map<String, Object> properties = broker.access().producer();
        properties.put(ProducerConfig.LINGER_MS_CONFIG, 5);
        this.producer = new KafkaProducer<>(properties, new ByteArraySerializer(), new ByteArraySerializer());
    }

    static TextEvent event(Workplace workplace, String id, String text, Map<String, String> options) {
        return TextEvent.newBuilder(PipelineLoad.event(workplace, id, text))
                .setOptions(options)
                .build();
    }

    /** Writes so many sentences; done when all have been read. */
    CompletableFuture<Void> write(int sentences) {
        List<String> texts = Texts.sentences(sentences);
        return CompletableFuture.runAsync(() -> {
            Wire<TextEvent> wire = new Wire<>(TextEvent.class);
            for (int i = 0; i < sentences; i++) {
                String id = "backlog-" + i;
                byte[] value = wire.encode(event(workplace, id, texts.get(i), BULK));
                Integer partition = everywhere ? null : SOMEWHERE;
                producer.send(new ProducerRecord<>(topology.from(), partition, Utils.utf8(id), value));
            }
            producer.flush();
            awaitRead();
        });
    }

    private void awaitRead() {
        try {
            List<TopicPartition> partitions = IntStream.range(0, FloodBenchmark.PARTITIONS)
                    .mapToObj(partition -> new TopicPartition(topology.from(), partition))
                    .toList();
            Map<TopicPartition, Long> ends = new HashMap<>();
            for (TopicPartition each : partitions) {
                ends.put(
                        each,
                        admin.listOffsets(Map.of(each, OffsetSpec.latest()))
                                .partitionResult(each)
                                .get()
                                .offset());
            }
            while (!isRead(ends)) {
                Thread.sleep(LOOK_MS);
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        } catch (ExecutionException e) {
            throw new CompletionException(e);
        }
    }

    private boolean isRead(Map<TopicPartition, Long> ends) throws InterruptedException, ExecutionException {
        var read = admin.listConsumerGroupOffsets(topology.application())
                .partitionsToOffsetAndMetadata()
                .get();
        return ends.entrySet().stream()
                .allMatch(end -> end.getValue() == 0
                        || (read.get(end.getKey()) != null
                                && read.get(end.getKey()).offset() >= end.getValue()));
    }

    @Override
    public void close() {
        producer.close();
        admin.close();
    }
}
