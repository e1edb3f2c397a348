package sori.client;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import sori.schema.WordMark;

/**
 * The files of {@code schemas/vectors}, which the tests of the clients in every language read: what records hold, what a listener
 * hears of chunks, how far a text is heard. What Java does is what they say; a run with {@code -Dgolden.update=true} writes them.
 */
class ClientVectorsTest {
    private static final Path FOLDER = Path.of("schemas", "vectors");
    private static final ObjectMapper JSON = new ObjectMapper();

    private enum Vectors {
        FINGERPRINTS("fingerprints.tsv") {
            @Override
            String text() throws IOException {
                return RecordVectors.fingerprints();
            }
        },
        RECORDS("records.json") {
            @Override
            String text() throws IOException {
                return lines(RecordVectors.all());
            }
        },
        ASSEMBLING("assembling.json") {
            @Override
            String text() throws IOException {
                return lines(AssemblingVectors.all());
            }
        },
        POSITIONS("positions.json") {
            @Override
            String text() throws IOException {
                return lines(positions());
            }
        };

        private final String file;

        Vectors(String file) {
            this.file = file;
        }

        abstract String text() throws IOException;
    }

    /** One vector a line, so that a difference shows which. */
    private static String lines(List<ObjectNode> vectors) throws JsonProcessingException {
        StringBuilder text = new StringBuilder("[\n");
        for (int i = 0; i < vectors.size(); i++) {
            text.append(JSON.writeValueAsString(vectors.get(i))).append(i + 1 < vectors.size() ? ",\n" : "\n");
        }
        return text.append("]\n").toString();
    }

    private static List<ObjectNode> positions() {
        Random random = new Random(4);
        return random.ints(40, 0, 12).mapToObj(count -> position(random, count)).toList();
    }

    /** Words in the order in which they are heard; several may share a span, and some may end together. */
    private static ObjectNode position(Random random, int count) {
        ObjectNode vector = JSON.createObjectNode();
        ArrayNode marks = vector.putArray("marks");
        List<WordMark> words = new ArrayList<>();
        int text = 0;
        long sample = random.nextInt(50);
        for (int i = 0; i < count; i++) {
            int start = random.nextInt(5) == 0 ? text : text + 1;
            int end = start + 1 + random.nextInt(8);
            long last = sample + random.nextInt(100);
            words.add(new WordMark(start, end, sample, last));
            marks.addObject()
                    .put("sourceStart", start)
                    .put("sourceEnd", end)
                    .put("firstSample", sample)
                    .put("lastSample", last);
            text = random.nextInt(5) == 0 ? text : end;
            sample = last + random.nextInt(2);
        }
        long asked = random.nextInt(4) == 0 ? sample : random.nextInt((int) sample + 20) - 5L;
        return vector.put("sample", asked).put("position", TextPosition.at(words, asked));
    }

    @ParameterizedTest(name = "{0}")
    @EnumSource
    void theFilesSayWhatJavaDoes(Vectors vectors) throws IOException {
        Path file = FOLDER.resolve(vectors.file);
        if (Boolean.getBoolean("golden.update")) {
            Files.writeString(file, vectors.text());
        }
        assertThat(Files.readString(file)).isEqualTo(vectors.text());
    }

    @Test
    void everyKindOfEndIsAmongThem() throws IOException {
        JsonNode cases = JSON.readTree(FOLDER.resolve("assembling.json").toFile());
        List<String> heard = new ArrayList<>();
        cases.forEach(each -> each.path("heard")
                .forEach(one -> heard.add(
                        one.path("kind").asText() + " " + one.path("status").asText())));
        assertThat(heard)
                .contains("utterance OK", "utterance CUT", "utterance FAILED", "utterance CANCELLED", "half OK");
        assertThat(cases).anyMatch(each -> each.path("heard").isEmpty());
    }
}
