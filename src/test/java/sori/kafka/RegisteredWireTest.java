package sori.kafka;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Arrays;
import java.util.Optional;
import java.util.Random;
import org.apache.avro.Schema;
import org.apache.avro.SchemaBuilder;
import org.apache.avro.generic.GenericDatumWriter;
import org.apache.avro.generic.GenericRecord;
import org.apache.avro.generic.GenericRecordBuilder;
import org.apache.avro.io.BinaryEncoder;
import org.apache.avro.io.EncoderFactory;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import sori.schema.TextEvent;

/** Confluent's framing, against a registry that does what it should, and one that does not. */
class RegisteredWireTest {
    private static final Schema FOREIGN = SchemaBuilder.record("com.example.TextEvent")
            .fields()
            .requiredString("text")
            .name("mood")
            .type()
            .stringType()
            .noDefault()
            .endRecord();

    private FakeRegistry fake;
    private SchemaRegistry registry;
    private Codec<TextEvent> codec;

    @BeforeEach
    void start() throws IOException {
        fake = new FakeRegistry();
        registry = new SchemaRegistry(fake.address(), Optional.empty(), Duration.ofSeconds(5));
        codec = Codecs.confluent(registry).codec("speech.text", TextEvent.class);
    }

    @AfterEach
    void end() {
        fake.close();
    }

    private static TextEvent event(String text) {
        return TextEvent.newBuilder().setUtteranceId("u1").setText(text).build();
    }

    private static byte[] framed(int id, GenericRecord record) throws IOException {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        out.write(ByteBuffer.allocate(5).put((byte) 0).putInt(id).array());
        BinaryEncoder encoder = EncoderFactory.get().binaryEncoder(out, null);
        new GenericDatumWriter<>(record.getSchema()).write(record, encoder);
        encoder.flush();
        return out.toByteArray();
    }

    private String reason(byte[] bytes) {
        Decoded<TextEvent> decoded = codec.decode(bytes);
        assertThat(decoded).isInstanceOf(Decoded.Unreadable.class);
        return ((Decoded.Unreadable<TextEvent>) decoded).reason();
    }

    @Test
    void readsWhatItWritesAndAsksOnce() {
        for (int i = 0; i < 20; i++) {
            byte[] bytes = codec.encode(event("Hi " + i));
            assertThat(bytes).startsWith(0, 0, 0, 0, 1);
            assertThat(codec.decode(bytes)).isEqualTo(new Decoded.Value<>(event("Hi " + i)));
        }
        assertThat(fake.schemas.get(1)).doesNotContain("avro.java").contains("\"name\":\"text\",\"type\":\"string\"");
        assertThat(fake.asked).containsExactly("POST /subjects/speech.text-value/versions", "GET /schemas/ids/1");
    }

    @Test
    void readsWhatAnotherSchemaWroteThatItsOwnCanBeReadFrom() throws IOException {
        fake.put(41, FOREIGN);
        GenericRecord record = new GenericRecordBuilder(FOREIGN)
                .set("text", "Hello.")
                .set("mood", "glad")
                .build();
        TextEvent read = ((Decoded.Value<TextEvent>) codec.decode(framed(41, record))).value();
        assertThat(read).isEqualTo(TextEvent.newBuilder().setText("Hello.").build());
    }

    @Test
    void saysWhyAnotherSchemaIsNoUse() throws IOException {
        Schema other =
                SchemaBuilder.record("TextEvent").fields().requiredInt("text").endRecord();
        fake.put(7, other);
        byte[] bytes = framed(7, new GenericRecordBuilder(other).set("text", 1).build());
        assertThat(reason(bytes))
                .contains("schema id 7 is TextEvent")
                .contains("STRING not compatible with writer type: INT");
    }

    @Test
    void saysThatTheRegistryDoesNotKnowANumberAndDoesNotAskForEachRecord() {
        byte[] bytes = ByteBuffer.allocate(9).put((byte) 0).putInt(999).array();
        for (int i = 0; i < 20; i++) {
            assertThat(reason(bytes))
                    .contains("the schema registry at " + fake.address() + " does not know schema id 999")
                    .contains("Schema not found");
        }
        assertThat(fake.asked).hasSize(1);
    }

    @Test
    void whatIsFramedInAnotherWayIsNamed() {
        assertThat(reason(new Wire<>(TextEvent.class).encode(event("Hi")))).contains("set wire: avro");
        assertThat(reason(new byte[0])).contains("zero");
        assertThat(codec.frames("{}".getBytes(StandardCharsets.UTF_8))).isFalse();
        assertThat(codec.frames(codec.encode(event("Hi")))).isTrue();
    }

    @ParameterizedTest(name = "seed {0}")
    @ValueSource(longs = {1, 2, 3})
    void anyBytesGiveARecordOrAReason(long seed) {
        byte[] sound = codec.encode(event("Grüße, 안녕"));
        Random random = new Random(seed);
        for (int i = 0; i < 2000; i++) {
            byte[] bytes = Arrays.copyOf(sound, random.nextInt(sound.length + 1));
            for (int flips = random.nextInt(3); flips > 0 && bytes.length > 5; flips--) {
                bytes[5 + random.nextInt(bytes.length - 5)] = (byte) random.nextInt();
            }
            assertThat(codec.decode(bytes)).isNotNull();
        }
    }

    @Test
    void waitsWhileTheRegistryStartsAndLosesNothing() {
        fake.failing.set(2);
        byte[] bytes = codec.encode(event("Hi"));
        fake.failing.set(2);
        assertThat(codec.decode(bytes)).isEqualTo(new Decoded.Value<>(event("Hi")));
        assertThat(fake.asked).hasSize(6);
    }

    @Test
    void saysThatTheRegistryIsGone() throws IOException {
        byte[] bytes = codec.encode(event("Hi"));
        fake.close();
        SchemaRegistry gone = new SchemaRegistry(fake.address(), Optional.empty(), Duration.ofMillis(300));
        Codec<TextEvent> reader = Codecs.confluent(gone).codec("speech.text", TextEvent.class);
        assertThatThrownBy(() -> reader.decode(bytes))
                .isInstanceOf(RegistryUnreachableException.class)
                .hasMessageContaining(fake.address());
        assertThatThrownBy(() -> Codecs.confluent(gone).register("speech.text", TextEvent.class))
                .isInstanceOf(RegistryUnreachableException.class);
    }

    @Test
    void registersThoughOthersDoAtTheSameMoment() {
        fake.racing.set(2);
        byte[] bytes = codec.encode(event("Hi"));
        assertThat(codec.decode(bytes)).isEqualTo(new Decoded.Value<>(event("Hi")));
    }

    @Test
    void saysWhatTheRegistryRefuses() {
        fake.refusal = "Schema being registered is incompatible";
        assertThatThrownBy(() -> codec.encode(event("Hi")))
                .isInstanceOf(RegistryRefusedException.class)
                .hasMessageContaining("speech.text-value")
                .hasMessageContaining("incompatible");
    }

    @Test
    void anAnswerWithoutEndIsCutOff() {
        fake.schemas.put(5, "x".repeat(1 << 19));
        byte[] bytes = ByteBuffer.allocate(9).put((byte) 0).putInt(5).array();
        SchemaRegistry impatient = new SchemaRegistry(fake.address(), Optional.empty(), Duration.ofMillis(300));
        Codec<TextEvent> reader = Codecs.confluent(impatient).codec("speech.text", TextEvent.class);
        assertThatThrownBy(() -> reader.decode(bytes)).hasMessageContaining("more than");
    }
}
