package sori.voice;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;
import org.junit.jupiter.api.io.TempDir;
import sori.graph.TinyVoice;

/** Manifests that claim what no voice is: each is refused with a sentence before anything is made as large as it says. */
class HostileManifestTest {
    private static final ObjectMapper JSON = new ObjectMapper();

    /** What no numeric field may be. */
    private static final List<String> NEVER = List.of(
            "-1",
            "-2147483648",
            "2147483647",
            "1073741824",
            "2147483648",
            "9223372036854775807",
            "1e308",
            "-1e308",
            "\"NaN\"",
            "\"Infinity\"",
            "\"-Infinity\"",
            "null",
            "[]",
            "{}",
            "123456789012345678901234567890");

    /** What some may be, but nothing may end in anything but a refusal. */
    private static final List<String> PERHAPS = List.of("0", "0.5", "1", "3", "100000", "1e-300");

    /** For people; nothing is read from them. */
    private static final Set<String> PROSE = Set.of("provenance", "figures");

    @TempDir
    private Path directory;

    private ObjectNode sound(String vocoder) throws IOException {
        TinyVoice.write(directory, "en-tiny", "1", 1);
        ObjectNode tree = (ObjectNode) JSON.readTree(Files.readAllBytes(directory.resolve(VoicePackage.MANIFEST)));
        tree.set("vocoder", JSON.readTree(vocoder));
        tree.set(
                "attentionLimits",
                JSON.readTree("{\"backSymbols\": 4, \"aheadSymbols\": 8, \"endSymbols\": 3, \"stalledFrames\": 200}"));
        ((ObjectNode) tree.get("files"))
                .set("vocoder.onnx", JSON.readTree("{\"sha256\": \"" + "0".repeat(64) + "\", \"bytes\": 7}"));
        return tree;
    }

    private static VoiceManifest read(JsonNode tree) throws VoiceRefusedException {
        return VoiceManifest.read("voice.json", tree.toString());
    }

    private static void numbers(JsonNode node, String path, List<String> found) {
        node.fields().forEachRemaining(field -> {
            String at = path + "/" + field.getKey();
            if (field.getValue().isNumber()) {
                found.add(at);
            } else if (field.getValue().isObject() && !PROSE.contains(field.getKey())) {
                numbers(field.getValue(), at, found);
            }
        });
    }

    private static ObjectNode with(ObjectNode sound, String pointer, JsonNode value) {
        ObjectNode changed = sound.deepCopy();
        int slash = pointer.lastIndexOf('/');
        ((ObjectNode) changed.at(pointer.substring(0, slash))).set(pointer.substring(slash + 1), value);
        return changed;
    }

    @TestFactory
    Stream<DynamicTest> noNumberMayBeAnything() throws Exception {
        List<DynamicTest> tests = new ArrayList<>();
        for (String vocoder : List.of(
                "{\"kind\": \"griffin-lim\", \"iterations\": 2, \"momentum\": 0.9}",
                "{\"kind\": \"hifigan\", \"hopSamples\": 256}",
                "{\"kind\": \"neural\", \"shape\": {\"mels\": 80, \"channels\": 16, \"blocks\": 2, \"kernel\": 4,"
                        + " \"hidden\": 24, \"lookAhead\": 2, \"fftSize\": 512, \"parts\": 2}}")) {
            ObjectNode sound = sound(vocoder);
            assertThatCode(() -> read(sound)).doesNotThrowAnyException();
            List<String> fields = new ArrayList<>();
            numbers(sound, "", fields);
            for (String field : fields) {
                for (String value : NEVER) {
                    JsonNode changed = with(sound, field, JSON.readTree(value));
                    tests.add(DynamicTest.dynamicTest(
                            field + " = " + value,
                            () -> assertThatThrownBy(() -> read(changed))
                                    .isInstanceOf(VoiceRefusedException.class)
                                    .message()
                                    .startsWith("voice.json")
                                    .hasSizeLessThan(2000)));
                }
                for (String value : PERHAPS) {
                    JsonNode changed = with(sound, field, JSON.readTree(value));
                    tests.add(DynamicTest.dynamicTest(field + " = " + value, () -> readOrRefused(changed)));
                }
            }
        }
        assertThat(tests).hasSizeGreaterThan(1000);
        return tests.stream();
    }

    private static void readOrRefused(JsonNode tree) {
        try {
            read(tree);
        } catch (VoiceRefusedException e) {
            assertThat(e).hasMessageStartingWith("voice.json");
        }
    }

    @Test
    void sumsOfLengthsDoNotOverflow() throws Exception {
        ObjectNode tree = sound("{\"kind\": \"griffin-lim\", \"iterations\": 2, \"momentum\": 0.9}");
        ObjectNode files = (ObjectNode) tree.get("files");
        for (int i = 0; i < 3; i++) {
            ObjectNode file = files.putObject("more-" + i);
            file.put("sha256", "0".repeat(64)).put("bytes", VoiceManifest.MOST_FILE_BYTES);
        }
        assertThatThrownBy(() -> read(tree)).hasMessageContaining("bytes together, more than");
        for (int i = 0; i < VoiceManifest.MOST_FILES; i++) {
            files.putObject("empty-" + i).put("sha256", "0".repeat(64)).put("bytes", 0);
        }
        assertThatThrownBy(() -> read(tree)).hasMessageContaining("entries, more than 64");
    }

    /** A text of any length in every field that holds one: also those that a pattern is matched against, which recurses. */
    @Test
    void noTextMayBeOfAnyLength() throws Exception {
        ObjectNode sound = sound("{\"kind\": \"griffin-lim\", \"iterations\": 2, \"momentum\": 0.9}");
        for (String field : List.of("name", "version", "language", "symbolsSha256", "license", "embed")) {
            for (String unit : List.of("a", "a-", "1.", "0")) {
                ObjectNode tree = sound.deepCopy();
                tree.put(field, unit.repeat(9_000) + "1");
                assertThatThrownBy(() -> read(tree))
                        .as("%s of %s", field, unit)
                        .isInstanceOf(VoiceRefusedException.class)
                        .message()
                        .hasSizeLessThan(2000);
            }
        }
    }

    @Test
    void neitherMayTheManifestNorItsDepth() throws Exception {
        ObjectNode sound = sound("{\"kind\": \"griffin-lim\", \"iterations\": 2, \"momentum\": 0.9}");
        String head = sound.toString();
        String open = head.substring(0, head.length() - 1);
        List<String> hostile = List.of(
                head + " ".repeat(VoiceManifest.MOST_JSON_BYTES),
                open + ",\"x\":" + "[".repeat(200_000),
                open + ",\"x\":" + "{\"a\":".repeat(100_000),
                open + ",\"x\":\"" + "y".repeat(500_000) + "\"}",
                open + ",\"" + "y".repeat(500_000) + "\":1}",
                open + ",\"x\":" + "9".repeat(500_000) + "}");
        for (String json : hostile) {
            assertThatThrownBy(() -> VoiceManifest.read("voice.json", json))
                    .isInstanceOf(VoiceRefusedException.class)
                    .message()
                    .startsWith("voice.json")
                    .hasSizeLessThan(2000);
        }
        Files.write(directory.resolve(VoicePackage.MANIFEST), new byte[VoiceManifest.MOST_JSON_BYTES + 1]);
        assertThatThrownBy(() -> VoicePackage.open(directory)).hasMessageContaining("bytes, more than");
        assertThatThrownBy(() -> VoiceManifest.read("voice.json", new String(new byte[9], StandardCharsets.UTF_8)))
                .isInstanceOf(VoiceRefusedException.class);
    }
}
