package sori.broker;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.NewTopic;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.serialization.StringDeserializer;
import org.apache.kafka.common.serialization.StringSerializer;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

@Timeout(240)
class SharedBrokerIT {
    private static final String TOPIC = "kept";

    @TempDir
    private Path directory;

    @Test
    void acknowledgedRecordsSurviveAKillOfTheBroker() throws Exception {
        BrokerProcess first = BrokerProcess.start(directory);
        createTopic(first.bootstrap());
        List<String> sent = send(first.bootstrap(), 50);
        first.kill();

        try (BrokerProcess second = BrokerProcess.start(directory)) {
            assertThat(second.bootstrap()).as("clients find it again").isEqualTo(first.bootstrap());
            assertThat(read(second.bootstrap(), sent.size())).isEqualTo(sent);
        }
    }

    @Test
    void aGuestRunsTheBrokerOnWhenItsHostIsKilled() throws Exception {
        BrokerProcess host = BrokerProcess.start(directory);
        createTopic(host.bootstrap());
        List<String> sent = send(host.bootstrap(), 5);
        try (BrokerProcess guest = BrokerProcess.start(directory)) {
            assertThat(guest.bootstrap()).startsWith("found a running broker");
            assertThat(guest.nextLine()).isEqualTo(host.bootstrap());
            host.kill();
            assertThat(guest.nextLine()).contains("running it here");
            assertThat(read(host.bootstrap(), sent.size())).isEqualTo(sent);
        }
    }

    @Test
    void anOrderlyEndIsFollowedByAnOrdinaryStart() throws Exception {
        List<String> sent;
        try (BrokerProcess first = BrokerProcess.start(directory)) {
            createTopic(first.bootstrap());
            sent = send(first.bootstrap(), 5);
        }
        try (BrokerProcess second = BrokerProcess.start(directory)) {
            assertThat(read(second.bootstrap(), sent.size())).isEqualTo(sent);
        }
    }

    /** Kafka 4.3.1 on its own forgets the end of a commit that a kill cut off: many a kill left offsets that nobody could read. */
    @Test
    void aKillInTheMiddleOfCommitsLeavesNoTransactionOpen() throws Exception {
        BrokerProcess broker = BrokerProcess.start(directory);
        createTopic(broker.bootstrap());
        for (int kill = 1; kill <= 3; kill++) {
            Committing committing = Committing.start(broker.bootstrap(), TOPIC);
            committing.awaitCommits(100);
            broker.kill();
            broker = BrokerProcess.start(directory);
            committing.stop();
            committing.fence();
            assertThat(committing.openTransactions()).as("after kill %d", kill).isEmpty();
            assertThat(committing.committedOffset()).as("after kill %d", kill).isPositive();
        }
        broker.close();
    }

    private static void createTopic(String bootstrap) throws Exception {
        try (Admin admin = Admin.create(Map.of("bootstrap.servers", bootstrap))) {
            admin.createTopics(List.of(new NewTopic(TOPIC, 1, (short) 1))).all().get();
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
