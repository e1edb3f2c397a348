package sori.stream.intake;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import sori.kafka.Decoded;
import sori.schema.SpeechControl;
import sori.schema.TextEvent;

/** The records that docs/live.md shows are records. */
class LiveDocumentTest {
    @Test
    void everyRecordShownIsRead() throws IOException {
        List<String> records = Files.readAllLines(Path.of("docs/live.md")).stream()
                .filter(line -> line.startsWith("{"))
                .toList();
        assertThat(records).hasSizeGreaterThanOrEqualTo(5);
        for (String record : records) {
            byte[] bytes = record.getBytes(StandardCharsets.UTF_8);
            Decoded<?> read = record.contains("\"text\"")
                    ? new JsonOrAvroReader<>(TextEvent.class).read(bytes)
                    : new JsonOrAvroReader<>(SpeechControl.class).read(bytes);
            assertThat(read).as(record).isInstanceOf(Decoded.Value.class);
        }
    }
}
