package sori.stream;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.Arrays;
import java.util.Map;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import sori.kafka.Decoded;
import sori.kafka.Wire;
import sori.schema.TextEvent;

class TextEventReaderTest {
    private final TextEventReader reader = new TextEventReader();

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
                .isEqualTo(new TextEvent("u", "t", "en", "v", "2", true, Instant.ofEpochSecond(1), Map.of("a", "b")));
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
}
