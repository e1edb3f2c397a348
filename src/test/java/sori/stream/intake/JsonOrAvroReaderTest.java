package sori.stream.intake;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.nio.charset.Charset;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import sori.kafka.Decoded;
import sori.kafka.Wire;
import sori.schema.TextEvent;

class JsonOrAvroReaderTest {
    private final JsonOrAvroReader<TextEvent> reader = new JsonOrAvroReader<>(TextEvent.class);

    private TextEvent read(String json) {
        Decoded<TextEvent> decoded = reader.read(json.getBytes(StandardCharsets.UTF_8));
        assertThat(decoded).isInstanceOf(Decoded.Value.class);
        return ((Decoded.Value<TextEvent>) decoded).value();
    }

    private String reason(byte[] bytes) {
        Decoded<TextEvent> decoded = reader.read(bytes);
        assertThat(decoded).isInstanceOf(Decoded.Unreadable.class);
        return ((Decoded.Unreadable<TextEvent>) decoded).reason();
    }

    @Test
    void readsEveryFieldFromJson() {
        TextEvent event = read("""
                {"utteranceId": "u", "text": "t", "language": "en", "voice": "v", "voiceVersion": "2", "ssml": true,
                 "expiresAt": 1000, "options": {"a": "b"}}
                """);
        assertThat(event)
                .isEqualTo(new TextEvent(
                        "u", "t", "en", "v", "2", true, Instant.ofEpochSecond(1), Map.of("a", "b"), null));
        assertThat(read("{\"text\": \"t\", \"expiresAt\": \"1970-01-01T00:00:01Z\"}")
                        .getExpiresAt())
                .isEqualTo(Instant.ofEpochSecond(1));
    }

    @Test
    void readsTheSameFromAvroAsFromJson() {
        TextEvent event = read("{\"text\": \"t\", \"voice\": null}");
        byte[] avro = new Wire<>(TextEvent.class).encode(event);
        assertThat(((Decoded.Value<TextEvent>) reader.read(avro)).value()).isEqualTo(event);
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', quoteCharacter = '`', textBlock = """
            {"text": "t", "utteranceID": "u"} | did you mean 'utteranceId'?
            {"text": "t", "Voice": "u"}       | did you mean 'voice'?
            {"utteranceId": "u"}              | 'text' is missing
            {"text": 5}                       | 'text' must be a string
            {"text": "t", "ssml": "yes"}      | 'ssml' must be true or false
            {"text": "t", "expiresAt": "x"}   | 'expiresAt' must be
            {"text": "t", "options": {"a":1}} | 'options.a' must be a string
            {"text": "t", "options": []}      | 'options' must be
            {"text": "a", "text": "b"}        | Duplicate
            {"text": "t"} {}                  | railing
            {"text": "t"                      | neither Avro
            ["text"]                          | neither Avro
            hello                             | neither Avro
            """)
    void saysWhatIsWrong(String json, String message) {
        assertThat(reason(json.getBytes(StandardCharsets.UTF_8))).contains(message);
    }

    @Test
    void refusesNothing() {
        assertThat(reason(new byte[0])).contains("neither Avro");
    }

    @ParameterizedTest(name = "seed {0}")
    @ValueSource(longs = {1, 2, 3, 4, 5})
    void survivesAnyBytes(long seed) {
        Random random = new Random(seed);
        byte[] event = new Wire<>(TextEvent.class).encode(read("{\"text\": \"some text\", \"voice\": \"v\"}"));
        for (int i = 0; i < 2000; i++) {
            byte[] bytes = Arrays.copyOf(event, random.nextInt(event.length + 1));
            for (int flips = random.nextInt(4); flips > 0 && bytes.length > 0; flips--) {
                bytes[random.nextInt(bytes.length)] = (byte) random.nextInt(256);
            }
            assertThat(reader.read(bytes)).isNotNull();
            byte[] noise = new byte[random.nextInt(64)];
            random.nextBytes(noise);
            assertThat(reader.read(noise)).isNotNull();
        }
    }

    /** The reader looks at a record's ends before it has it parsed. */
    @Test
    void takesEveryObjectThatJacksonTakes() throws Exception {
        JsonMapper jackson = JsonMapper.builder(JsonFactory.builder()
                        .disable(JsonFactory.Feature.CANONICALIZE_FIELD_NAMES)
                        .build())
                .enable(DeserializationFeature.FAIL_ON_TRAILING_TOKENS)
                .build();
        Random random = new Random(6);
        List<String> charsets = List.of("UTF-8", "UTF-16", "UTF-16LE", "UTF-16BE", "UTF-32", "UTF-32LE", "UTF-32BE");
        String[] around = {"", "", " ", "\r\n\t ", "\ufeff", "x", "{", "}", "\u0000", "]", "\u00e9"};
        int taken = 0;
        for (int i = 0; i < 20_000; i++) {
            String json = around[random.nextInt(around.length)] + "{\"text\":\"h\u00e9llo \ud55c\"}"
                    + around[random.nextInt(around.length)];
            byte[] bytes = json.getBytes(Charset.forName(charsets.get(random.nextInt(charsets.size()))));
            if (random.nextInt(3) == 0) {
                bytes[random.nextBoolean() ? random.nextInt(3) : bytes.length - 1 - random.nextInt(3)] =
                        (byte) random.nextInt();
            }
            boolean expected;
            try {
                expected = jackson.readTree(bytes) instanceof ObjectNode object
                        && object.size() == 1
                        && object.path("text").isTextual();
            } catch (IOException e) {
                expected = false;
            }
            taken += expected ? 1 : 0;
            assertThat(reader.read(bytes) instanceof Decoded.Value)
                    .as(HexFormat.of().formatHex(bytes))
                    .isEqualTo(expected);
        }
        assertThat(taken).isBetween(2_000, 18_000);
    }
}
