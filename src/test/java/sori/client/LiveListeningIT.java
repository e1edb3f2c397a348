package sori.client;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Predicate;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.utils.Bytes;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.ExtendWith;
import sori.client.SpeechReader.Heard;
import sori.cluster.TopicPlan;
import sori.cluster.TopicSettings;
import sori.kafka.KafkaAccess;
import sori.kafka.Topic;
import sori.kafka.Topics;
import sori.kafka.UtteranceName;
import sori.schema.AudioChunk;
import sori.schema.Records;
import sori.schema.SpeechControl;
import sori.schema.SpeechFailure;
import sori.system.KafkaExtension;
import sori.system.TestedKafka;

/** What is cancelled reaches whoever listens, on a real broker. */
@ExtendWith(KafkaExtension.class)
@Timeout(120)
class LiveListeningIT {
    /** Longer than anything takes; nothing waits for it in vain. */
    private static final Duration LONG = Duration.ofSeconds(60);

    private static AudioChunk chunk(String id, int sequence, boolean last) {
        return Records.audio(id, sequence).setSampleRateHz(22050).setLast(last).build();
    }

    /** Topics of a test's own. */
    private record Place(KafkaAccess kafka, String name) {
        Topic<AudioChunk> audio() {
            return Topics.AUDIO.named(name + ".audio");
        }

        Topic<SpeechFailure> failures() {
            return Topics.FAILURES.named(name + ".failures");
        }

        Topic<SpeechControl> control() {
            return Topics.CONTROL.named(name + ".control");
        }

        void create(boolean withControl) throws Exception {
            List<Topic<?>> topics = new ArrayList<>(List.of(audio(), failures()));
            if (withControl) {
                topics.add(control());
            }
            try (Admin admin = kafka.admin()) {
                TopicPlan.ofTopics(TopicSettings.DEFAULT.withPartitions(3), topics)
                        .create(admin);
            }
        }

        SpeechReader reader() {
            return SpeechReader.fromBeginning(kafka, audio(), failures(), control());
        }

        SpeechPublisher publisher() {
            return new SpeechPublisher(kafka, Topics.TEXT.named(name + ".text"), control());
        }

        void say(AudioChunk... chunks) {
            try (KafkaProducer<Bytes, AudioChunk> producer = new KafkaProducer<>(
                    kafka.producer(),
                    audio().key().serializer(),
                    audio().value().serializer())) {
                for (AudioChunk chunk : chunks) {
                    producer.send(new ProducerRecord<>(audio().name(), UtteranceName.bytes("room"), chunk));
                }
            }
        }
    }

    private static List<Heard> until(SpeechReader reader, Predicate<Heard> end) {
        List<Heard> all = new ArrayList<>();
        while (all.stream().noneMatch(end)) {
            all.addAll(reader.poll(LONG));
        }
        return all;
    }

    private static boolean isUtterance(Heard heard, String id) {
        return heard instanceof Heard.Utterance whole && whole.name().id().equals(id);
    }

    @Test
    void itIsHeardThoughNoAudioComes(TestedKafka cluster) throws Exception {
        Place place = new Place(cluster.access(), "live-silence");
        place.create(true);
        try (SpeechReader reader = place.reader();
                SpeechPublisher publisher = place.publisher()) {
            place.say(chunk("u1", 0, false));
            until(reader, heard -> heard instanceof Heard.Chunk);
            publisher.cancel("room", Optional.of("u1"), "enough").join();
            List<Heard> heard = until(reader, each -> each instanceof Heard.Half);
            assertThat(heard.get(0)).isInstanceOf(Heard.Cancelled.class);

            place.say(chunk("u1", 1, true), chunk("u2", 0, true));
            assertThat(until(reader, each -> isUtterance(each, "u2")))
                    .filteredOn(each -> each instanceof Heard.Utterance)
                    .hasSize(1);
        }
    }

    @Test
    void whoComesLaterHearsItBeforeTheAudio(TestedKafka cluster) throws Exception {
        Place place = new Place(cluster.access(), "live-late");
        place.create(true);
        try (SpeechPublisher publisher = place.publisher()) {
            place.say(chunk("u1", 0, false), chunk("u1", 1, true));
            publisher.cancel("room", Optional.empty(), "").join();
            long now = System.currentTimeMillis();
            await().until(() -> System.currentTimeMillis() > now); // the next is younger
            place.say(chunk("u2", 0, true));
        }
        try (SpeechReader reader = place.reader()) {
            List<Heard> heard = until(reader, each -> isUtterance(each, "u2"));
            assertThat(heard.get(0)).isInstanceOf(Heard.Cancelled.class);
            assertThat(heard).noneMatch(each -> isUtterance(each, "u1"));
        }
    }

    @Test
    void whereNobodyCanCancelEverythingIsHeardAndNoTopicIsMade(TestedKafka cluster) throws Exception {
        Place place = new Place(cluster.access(), "live-without");
        place.create(false);
        try (SpeechReader reader = place.reader();
                Admin admin = cluster.access().admin()) {
            place.say(chunk("u1", 0, true));
            assertThat(until(reader, each -> isUtterance(each, "u1"))).hasSize(2);
            assertThat(admin.listTopics().names().get())
                    .doesNotContain(place.control().name());
        }
    }
}
