package sori.broker;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.TimeUnit;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.NewTopic;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.serialization.StringDeserializer;
import org.apache.kafka.common.serialization.StringSerializer;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import sori.system.GivenTopics;

@Timeout(240)
class SharedBrokerIT {
    private static final String TOPIC = "kept";
    private static final String COMMITTED = "committed";

    @TempDir
    private Path directory;

    /** Kafka 4.3.1 on its own forgets the end of a commit that a kill cut off: many a kill left offsets that nobody could read. */
    @Test
    void aKillLosesNothingAcknowledgedAndLeavesNoTransactionOpen() throws Exception {
        killed(1);
    }

    @Tag("nightly")
    @Test
    void norDoMany() throws Exception {
        killed(6);
    }

    /** Then an orderly end, which is followed by an ordinary start. */
    private void killed(int times) throws Exception {
        BrokerProcess broker = BrokerProcess.start(directory);
        String bootstrap = broker.bootstrap();
        createTopic(bootstrap, TOPIC);
        createTopic(bootstrap, COMMITTED);
        List<String> sent = new ArrayList<>();
        for (int kill = 1; kill <= times; kill++) {
            Committing committing = Committing.start(bootstrap, COMMITTED);
            committing.awaitCommits(100);
            sent.addAll(send(bootstrap, 50));
            broker.kill();
            broker = BrokerProcess.start(directory);
            committing.stop();
            assertThat(broker.bootstrap()).as("clients find it again").isEqualTo(bootstrap);
            assertThat(read(bootstrap, sent.size())).isEqualTo(sent);
            committing.fence();
            assertThat(committing.openTransactions()).as("after kill %d", kill).isEmpty();
            assertThat(committing.committedOffset()).as("after kill %d", kill).isPositive();
        }
        broker.close();
        try (BrokerProcess next = BrokerProcess.start(directory)) {
            assertThat(read(next.bootstrap(), sent.size())).isEqualTo(sent);
        }
    }

    @Test
    void aGuestRunsTheBrokerOnWhenItsHostIsKilled() throws Exception {
        BrokerProcess host = BrokerProcess.start(directory);
        createTopic(host.bootstrap(), TOPIC);
        List<String> sent = send(host.bootstrap(), 5);
        try (BrokerProcess guest = BrokerProcess.start(directory)) {
            assertThat(guest.bootstrap()).startsWith("found a running broker");
            assertThat(guest.nextLine()).isEqualTo(host.bootstrap());
            host.kill();
            assertThat(guest.nextLine()).contains("running it here");
            assertThat(read(host.bootstrap(), sent.size())).isEqualTo(sent);
        }
    }

    /** Nobody needs the broker that it was about to run. */
    @Test
    void aGuestThatEndsWhileItTakesOverSaysNothingOfThat() throws Exception {
        BrokerProcess host = BrokerProcess.start(directory);
        List<String> said = new CopyOnWriteArrayList<>();
        CompletableFuture<SharedBroker> guest = new CompletableFuture<>();
        CompletableFuture<Void> ended = new CompletableFuture<>();
        guest.complete(SharedBroker.join(directory, line -> {
            said.add(line);
            if (line.contains("running it here")) {
                ended.completeAsync(() -> {
                    guest.join().close();
                    return null;
                });
            }
        }));
        host.kill();
        ended.get(120, TimeUnit.SECONDS);
        assertThat(said).hasSize(2).noneMatch(line -> line.contains("could not"));
        try (BrokerProcess next = BrokerProcess.start(directory)) {
            assertThat(next.bootstrap()).isEqualTo(host.bootstrap());
        }
    }

    private static void createTopic(String bootstrap, String name) throws Exception {
        try (Admin admin = Admin.create(Map.of("bootstrap.servers", bootstrap))) {
            GivenTopics.make(admin, new NewTopic(name, 1, (short) 1));
        }
    }

    private static List<String> send(String bootstrap, int count) throws Exception {
        List<String> sent = new ArrayList<>();
        try (KafkaProducer<String, String> producer = new KafkaProducer<>(
                Map.of("bootstrap.servers", bootstrap), new StringSerializer(), new StringSerializer())) {
            for (int i = 0; i < count; i++) {
                producer.send(new ProducerRecord<>(TOPIC, "record " + i)).get();
                sent.add("record " + i);
            }
        }
        return sent;
    }

    private static List<String> read(String bootstrap, int count) {
        List<String> values = new ArrayList<>();
        try (KafkaConsumer<String, String> consumer = new KafkaConsumer<>(
                Map.of("bootstrap.servers", bootstrap), new StringDeserializer(), new StringDeserializer())) {
            TopicPartition partition = new TopicPartition(TOPIC, 0);
            consumer.assign(List.of(partition));
            consumer.seekToBeginning(List.of(partition));
            while (values.size() < count) {
                consumer.poll(Duration.ofMillis(200)).forEach(record -> values.add(record.value()));
            }
        }
        return values;
    }
}
