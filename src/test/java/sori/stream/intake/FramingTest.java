package sori.stream.intake;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.ByteBuffer;
import java.nio.charset.Charset;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.List;
import org.apache.avro.specific.SpecificRecordBase;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;
import sori.kafka.Decoded;
import sori.kafka.Framing;
import sori.kafka.Wire;
import sori.schema.FailureReason;
import sori.schema.TextEvent;
import sori.stream.TestPipeline;
import sori.stream.stage.FakeVoices;
import sori.synthesis.Stage;
import sori.topology.TopologyFile;

/** Bytes in another framing than the expected one are refused with the setting that reads them. */
class FramingTest {
    @TempDir
    private Path state;

    private static byte[] confluent(int id) {
        return ByteBuffer.allocate(9).put((byte) 0).putInt(id).putInt(1234).array();
    }

    @ParameterizedTest
    @EnumSource(Stage.class)
    void everyTopicThatIsReadSaysSo(Stage first) {
        TopologyFile file = TopologyFile.SPEECH.toBuilder()
                .stages(List.of(Stage.values()).subList(first.ordinal(), Stage.values().length))
                .build()
                .withControl();
        try (TestPipeline pipeline = new TestPipeline(file, new FakeVoices(), state)) {
            pipeline.publish("room", confluent(7));
            if (first == Stage.NORMALIZE) {
                pipeline.control("room", confluent(7));
            }
            assertThat(pipeline.failures())
                    .hasSize(first == Stage.NORMALIZE ? 2 : 1)
                    .allSatisfy(failure -> {
                        assertThat(failure.getReason()).isEqualTo(FailureReason.UNDECODABLE);
                        assertThat(failure.getDetail())
                                .contains("looks like Confluent's framing, schema id 7; set wire: confluent");
                    });
        }
    }

    @ParameterizedTest
    @ValueSource(ints = {1, 255, 256, 31_488, 100_000, 16_777_215})
    void anyNumberOfARegistryIsTold(int id) {
        Decoded<?> read = new JsonOrAvroReader<>(TextEvent.class).read(confluent(id));
        if (id != 31_488) { // could be { in UTF-32
            assertThat(((Decoded.Unreadable<?>) read).reason()).contains("schema id " + id + ";");
        }
        assertThat(Framing.ratherSingleObject(confluent(id))).isEmpty();
    }

    @ParameterizedTest
    @ValueSource(strings = {"UTF-8", "UTF-16BE", "UTF-16LE", "UTF-32BE", "UTF-32LE"})
    void jsonInAnyEncodingIsNotTakenForIt(String charset) {
        byte[] json = "{\"text\": \"one\"}".getBytes(Charset.forName(charset));
        assertThat(Framing.ratherConfluent(json)).isEmpty();
        assertThat(new JsonOrAvroReader<>(TextEvent.class).read(json)).isInstanceOf(Decoded.Value.class);
    }

    @ParameterizedTest
    @ValueSource(strings = {"one", "", "x"})
    void singleObjectsWhereConfluentsAreExpectedAreTold(String text) {
        SpecificRecordBase event = TestPipeline.event("u1", text).build();
        byte[] bytes = new Wire<>(TextEvent.class).encode((TextEvent) event);
        assertThat(Framing.ratherSingleObject(bytes)).get().asString().contains("set wire: avro");
        assertThat(Framing.ratherSingleObject(text.getBytes(StandardCharsets.UTF_8)))
                .isEmpty();
    }
}
