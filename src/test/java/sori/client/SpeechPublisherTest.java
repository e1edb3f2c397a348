package sori.client;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.List;
import java.util.Objects;
import java.util.Optional;
import org.apache.kafka.clients.producer.MockProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.apache.kafka.common.serialization.BytesSerializer;
import org.apache.kafka.common.utils.Bytes;
import org.junit.jupiter.api.Test;
import sori.kafka.Topics;
import sori.kafka.UtteranceName;
import sori.schema.ControlAction;
import sori.schema.SpeechControl;
import sori.schema.TextEvent;

class SpeechPublisherTest {
    private final MockProducer<Bytes, byte[]> producer =
            new MockProducer<>(true, null, new BytesSerializer(), new ByteArraySerializer());
    private final SpeechPublisher publisher = new SpeechPublisher(Topics.TEXT, Topics.CONTROL, producer);

    private ProducerRecord<Bytes, byte[]> only() {
        List<ProducerRecord<Bytes, byte[]>> sent = producer.history();
        assertThat(sent).hasSize(1);
        return sent.get(0);
    }

    private static SpeechControl control(ProducerRecord<Bytes, byte[]> record) {
        return Topics.CONTROL.value().deserializer().deserialize(record.topic(), record.value());
    }

    @Test
    void everyPieceHasTheKeyAndTheId() {
        TextEvent event =
                TextEvent.newBuilder().setUtteranceId("u1").setText("").build();
        try (LiveText live = publisher.publishLive(event, Optional.of("room"))) {
            live.append("Hello ");
            live.append("you.");
        }
        assertThat(producer.history())
                .hasSize(3)
                .allMatch(record -> record.topic().equals("speech.text"))
                .allMatch(record -> UtteranceName.bytes("room").equals(record.key()))
                .extracting(record -> Topics.TEXT
                        .value()
                        .deserializer()
                        .deserialize(record.topic(), record.value())
                        .getText())
                .containsExactly("Hello ", "you.", "");
    }

    @Test
    void aCancelHasTheKeyOfTheTextAndLeavesThePartitionToIt() {
        publisher.cancel("room", Optional.of("u1"), "the caller spoke").join();
        assertThat(only().topic()).isEqualTo("speech.control");
        assertThat(only().key()).isEqualTo(UtteranceName.bytes("room"));
        assertThat(only().partition()).isNull();
        assertThat(control(only())).isEqualTo(new SpeechControl(ControlAction.CANCEL, "u1", "the caller spoke"));
    }

    @Test
    void allOfAKeyNeedsNoId() {
        publisher.cancel("room", Optional.empty(), "").join();
        assertThat(control(only()).getUtteranceId()).isNull();
    }

    @Test
    void anEventWithoutAKeyIsCancelledInItsPartition() {
        publisher.cancelIn(7, Optional.empty(), Optional.of("u1"), "").join();
        assertThat(only().key()).isNull();
        assertThat(Objects.requireNonNull(only().partition())).isEqualTo(7);
        assertThatThrownBy(() -> publisher.cancelIn(7, Optional.empty(), Optional.empty(), ""))
                .hasMessageContaining("utterance id");
    }
}
