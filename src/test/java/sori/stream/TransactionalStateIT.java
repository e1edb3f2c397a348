package sori.stream;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.io.BufferedReader;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Properties;
import java.util.concurrent.atomic.AtomicLong;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.NewTopic;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.apache.kafka.common.serialization.Serdes;
import org.apache.kafka.common.utils.Bytes;
import org.apache.kafka.streams.KafkaStreams;
import org.apache.kafka.streams.Topology;
import org.apache.kafka.streams.processor.StateRestoreListener;
import org.apache.kafka.streams.processor.api.Processor;
import org.apache.kafka.streams.processor.api.ProcessorContext;
import org.apache.kafka.streams.processor.api.Record;
import org.apache.kafka.streams.state.Stores;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;
import sori.cluster.ClusterLimits;
import sori.cluster.TopicPlan;
import sori.kafka.KafkaAccess;
import sori.kafka.UtteranceName;
import sori.stream.stage.StageProcessor;
import sori.stream.store.SeenUtterances;
import sori.system.GivenTopics;
import sori.system.KafkaExtension;
import sori.system.TestedKafka;
import sori.topology.Guarantee;
import sori.topology.Nodes;
import sori.topology.TopologyFile;

/** What a process that was killed with -9 under exactly once has on its disk is used by the next one, and not read from the cluster again. */
@ExtendWith(KafkaExtension.class)
@Timeout(300)
class TransactionalStateIT {
    private static final String NAME = "seen-by-many";
    private static final int UTTERANCES = 300_000;
    private static final int REPEATED = 1000;

    /** An utterance and its place in the index. */
    private static final int RECORDS_EACH = 2;

    @TempDir
    private Path directory;

    @Test
    void aKilledProcessesSeenUtterancesAreUsedAgain(TestedKafka cluster) throws Exception {
        try (Admin admin = cluster.access().admin()) {
            GivenTopics.make(admin, new NewTopic(NAME, 1, (short) 1));
            TopicEnds ends = new TopicEnds(cluster.access(), admin);
            publish(cluster.bootstrap(), UTTERANCES);
            Child first = Child.start(cluster.bootstrap(), directory);
            try {
                assertThat(first.nextLine()).isEqualTo("restored 0");
                await().atMost(Duration.ofSeconds(200)).until(() -> ends.consumed(NAME, NAME));
            } finally {
                first.kill();
            }
            publish(cluster.bootstrap(), REPEATED);
            Child second = Child.start(cluster.bootstrap(), directory);
            try {
                String restored = second.nextLine();
                assertThat(restored).startsWith("restored ");
                assertThat(Long.parseLong(restored.substring("restored ".length())))
                        .isLessThan(UTTERANCES * RECORDS_EACH / 10);
                assertThat(second.nextLine()).isEqualTo("known " + REPEATED);
            } finally {
                second.kill();
            }
        }
    }

    /** The first so many utterances. */
    private static void publish(String bootstrap, int count) {
        Map<String, Object> properties = Map.of("bootstrap.servers", bootstrap, "linger.ms", 20, "batch.size", 1 << 18);
        try (KafkaProducer<byte[], byte[]> producer =
                new KafkaProducer<>(properties, new ByteArraySerializer(), new ByteArraySerializer())) {
            for (int i = 0; i < count; i++) {
                byte[] key = ("room-" + i % 100).getBytes(StandardCharsets.UTF_8);
                byte[] id = String.format("utterance-%032d", i).getBytes(StandardCharsets.UTF_8);
                producer.send(new ProducerRecord<>(NAME, key, id));
            }
        }
    }

    /** The store of the normalize stage under Sori's own settings, in a process of its own. */
    private record Child(Process process, BufferedReader output) {
        static Child start(String bootstrap, Path directory) throws IOException {
            Process process = new ProcessBuilder(List.of(
                            Path.of(System.getProperty("java.home"), "bin", "java")
                                    .toString(),
                            "-Xmx512m",
                            "-XX:TieredStopAtLevel=1",
                            "-Dsori.home=" + directory,
                            "-cp",
                            System.getProperty("java.class.path"),
                            TransactionalStateIT.class.getName(),
                            bootstrap,
                            directory.resolve("state").toString()))
                    .redirectError(directory.resolve("stderr").toFile())
                    .start();
            return new Child(process, process.inputReader());
        }

        String nextLine() throws IOException {
            return output.readLine();
        }

        /** SIGKILL. */
        void kill() throws InterruptedException {
            process.destroyForcibly().waitFor();
        }
    }

    /** Says how many records were restored, then that the repeated ones are known. */
    public static void main(String[] arguments) {
        TopologyFile file = TopologyFile.SPEECH.withGuarantee(Guarantee.EXACTLY_ONCE);
        Properties properties =
                StreamsProperties.of(file, KafkaAccess.of(arguments[0]), Path.of(arguments[1]), ClusterLimits.USUAL);
        properties.put("application.id", NAME);
        AtomicLong known = new AtomicLong();
        Topology topology = new Topology();
        topology.addSource(
                "source", Serdes.Bytes().deserializer(), Serdes.String().deserializer(), NAME);
        topology.addProcessor("meet", () -> new Meeting(known), "source");
        topology.addStateStore(
                Stores.keyValueStoreBuilder(
                                Stores.persistentKeyValueStore(Nodes.seen()), Serdes.Bytes(), Serdes.ByteArray())
                        .withLoggingEnabled(TopicPlan.CHANGELOG_TIMES)
                        .withCachingEnabled(),
                "meet");
        AtomicLong restored = new AtomicLong();
        KafkaStreams streams = new KafkaStreams(topology, properties);
        streams.setGlobalStateRestoreListener(new StateRestoreListener() {
            @Override
            public void onRestoreStart(TopicPartition partition, String store, long from, long to) {}

            @Override
            public void onBatchRestored(TopicPartition partition, String store, long end, long count) {
                restored.addAndGet(count);
            }

            @Override
            public void onRestoreEnd(TopicPartition partition, String store, long total) {}
        });
        streams.setStateListener((now, before) -> {
            if (now == KafkaStreams.State.RUNNING) {
                System.out.println("restored " + restored.get());
            }
        });
        streams.start();
    }

    /** Meets each utterance, as the normalize stage does. */
    private static final class Meeting implements Processor<Bytes, String, Void, Void> {
        private final AtomicLong known;
        private SeenUtterances seen;
        private ProcessorContext<Void, Void> context;

        Meeting(AtomicLong known) {
            this.known = known;
        }

        @Override
        public void init(ProcessorContext<Void, Void> context) {
            this.context = context;
            seen = new SeenUtterances(context.getStateStore(Nodes.seen()), Duration.ofDays(1), true);
        }

        @Override
        public void process(Record<Bytes, String> record) {
            UtteranceName name = new UtteranceName(record.key(), record.value());
            SeenUtterances.Chosen by = new SeenUtterances.Chosen("en-tiny", "1");
            boolean taken = seen.meet(name, StageProcessor.origin(context), by, System.currentTimeMillis())
                    .taken();
            if (taken && known.incrementAndGet() == REPEATED) {
                System.out.println("known " + known.get());
            }
        }
    }
}
