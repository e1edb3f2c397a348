package sori.stream;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.stream.Collectors;
import org.apache.avro.specific.SpecificRecordBase;
import org.apache.kafka.common.serialization.Serializer;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import sori.audio.Pcm;
import sori.audio.Wav;
import sori.kafka.Decoded;
import sori.kafka.Topics;
import sori.schema.AudioChunk;
import sori.schema.ControlAction;
import sori.schema.SpeechControl;
import sori.schema.TextEvent;
import sori.schema.TextPart;
import sori.schema.WordMark;

/**
 * The Python examples of docs/audio-consumers.md and docs/live.md read what Java wrote, and write what Java reads. Needs a Python with
 * Avro (Debian: python3-avro), and in one place librdkafka (python3-confluent-kafka).
 */
class PythonListenerTest {
    /** Lines of key, topic, time, id of what is to be written, and value; what is whole or half heard goes into a file. */
    private static final String ASSEMBLE = """
            import base64, pathlib, sys
            sys.path.insert(0, "examples/python")
            import listen
            decoder, utterances = listen.Decoder("schemas/released", "AudioChunk"), listen.Utterances()
            control = listen.Decoder("schemas/released", "SpeechControl")
            for line in sys.stdin:
                key, topic, written, value = line.split()
                key, data = None if key == "-" else key.encode(), base64.b64decode(value)
                if topic == listen.CONTROL:
                    wish = listen.decode_control(control, data)
                    done = utterances.cancel(key, wish.get("utteranceId"), int(written))
                else:
                    chunks = utterances.add(key, decoder.decode(data), int(written))
                    done = [] if chunks is None else [chunks]
                for chunks in done:
                    listen.keep(pathlib.Path(sys.argv[1]), key, chunks)
            """;

    private static final String TALK = """
            import base64, os, sys
            sys.path.insert(0, "examples/python")
            import talk
            sent = lambda topic, value: print(topic, base64.b64encode(value).decode())
            live = talk.LiveText(sent, "u1", voice="en-slt", options={"cut": "clause"})
            live.flush()
            for piece in talk.pieces(sys.stdin.fileno()):
                live.append(piece)
            live.flush()
            talk.cancel(sent, "u1", "그만")
            talk.cancel(sent)
            live.close()
            """;

    private static final String PARTITIONS = """
            import sys
            sys.path.insert(0, "examples/python")
            import confluent_kafka, talk
            keys = [bytes.fromhex(line.strip()) for line in sys.stdin]
            found = {}
            broker = {"bootstrap.servers": "", "test.mock.num.brokers": 1, "log_level": 0}
            producer = confluent_kafka.Producer({**broker, **talk.PARTITIONER})
            for key in keys:
                producer.produce("t", key=key, value=b"", on_delivery=lambda error, m: found.update({m.key() or b"": m.partition()}))
            producer.flush(60)
            for key in keys:
                print(key.hex() + "=" + str(found[key]))
            """;

    private final Serializer<AudioChunk> serializer = Topics.AUDIO.value().serializer();

    @TempDir
    Path directory;

    @Test
    void writesTheHighestAttemptOfAnUtteranceWithoutItsRepetitions() throws IOException, InterruptedException {
        String said = assemble(
                heard("room", chunk(0, 0, 0.5f, false)),
                heard("hall", chunk(1, 0, 0.75f, false)), // the same id, another utterance
                heard("room", chunk(1, 0, 0.25f, false)),
                heard("room", chunk(0, 1, 0.5f, true)),
                heard("room", chunk(1, 0, 0.25f, false)),
                heard("room", chunk(1, 1, 0.125f, true)),
                heard("room", chunk(1, 1, 0.125f, true)));
        assertThat(said.lines()).singleElement().asString().endsWith("greeting-1@room.wav: 0.00 s, en-slt@1, OK");
        Wav wav = Wav.read(directory.resolve("greeting-1@room.wav"));
        assertThat(wav.samples()).containsExactly(0.25f, 0.125f);
        assertThat(wav.sampleRateHz()).isEqualTo(22050);
    }

    @Test
    void dropsWhatIsCancelledAndKeepsWhatHadCome() throws IOException, InterruptedException {
        String said = assemble(
                heard("room", chunk(0, 0, 0.5f, false)),
                heard("hall", chunk(0, 0, 0.25f, false)),
                cancelled("hall", 99, new SpeechControl(ControlAction.CANCEL, null, "")), // before it began
                cancelled("room", 100, new SpeechControl(ControlAction.CANCEL, null, "")),
                heard("room", chunk(0, 1, 0.5f, true)),
                heard("room", chunk(1, 0, 0.5f, true)),
                heard("hall", chunk(0, 1, 0.25f, true)));
        assertThat(said.lines().map(line -> line.substring(line.lastIndexOf('/') + 1)))
                .containsExactly(
                        "greeting-1@room.wav: 0.00 s, en-slt@1, CANCELLED, text to 5",
                        "greeting-1@hall.wav: 0.00 s, en-slt@1, OK");
    }

    @Test
    void dropsOneThatIsNamedInJson() throws IOException, InterruptedException {
        byte[] wish = "{\"action\":\"CANCEL\",\"utteranceId\":\"greeting-1\"}".getBytes(StandardCharsets.UTF_8);
        String said = assemble(
                line("room", Topics.CONTROL.name(), 5, wish), // before its text
                heard("room", chunk(0, 0, 0.5f, true)),
                heard("hall", chunk(0, 0, 0.5f, true)));
        assertThat(said.lines()).singleElement().asString().contains("@hall.wav");
    }

    @Test
    void whatItSaysInPiecesIsRead() throws IOException, InterruptedException {
        String text = "Grüße, 안녕 \uD83D\uDE00. ".repeat(2000);
        String said = python(List.of("-c", TALK), text);
        StringBuilder whole = new StringBuilder();
        List<TextPart> parts = new ArrayList<>();
        List<SpeechControl> wishes = new ArrayList<>();
        for (String line : said.lines().toList()) {
            byte[] value = Base64.getDecoder().decode(line.split(" ")[1]);
            if (line.startsWith(Topics.TEXT.name() + " ")) {
                TextEvent event = read(TextEvent.class, value);
                assertThat(event.getVoice()).isEqualTo("en-slt");
                assertThat(event.getOptions()).containsEntry("cut", "clause");
                whole.append(event.getText());
                parts.add(Objects.requireNonNull(event.getPart()));
            } else {
                wishes.add(read(SpeechControl.class, value));
            }
        }
        assertThat(whole.toString()).isEqualTo(text);
        assertThat(parts).hasSizeGreaterThan(5);
        for (int i = 0; i < parts.size(); i++) {
            assertThat(parts.get(i)).isEqualTo(new TextPart(i, i == parts.size() - 1, i == parts.size() - 2));
        }
        assertThat(wishes)
                .containsExactly(
                        new SpeechControl(ControlAction.CANCEL, "u1", "그만"),
                        new SpeechControl(ControlAction.CANCEL, null, ""));
    }

    private static <R extends SpecificRecordBase> R read(Class<R> type, byte[] value) {
        return ((Decoded.Value<R>) new JsonOrAvroReader<>(type).read(value)).value();
    }

    @Test
    void librdkafkaPutsKeysWhereKafkaDoes() throws IOException, InterruptedException {
        assumeTrue(pythonWith("confluent_kafka").isPresent(), "no Python with librdkafka here");
        List<String[]> vectors = Files.readAllLines(Path.of("schemas/vectors/partitions.tsv")).stream()
                .filter(line -> !line.startsWith("#"))
                .map(line -> line.split("\t"))
                .filter(vector -> vector[1].equals("4")) // as many as a topic of its mock broker has
                .toList();
        String keys = vectors.stream().map(vector -> vector[0] + "\n").collect(Collectors.joining());
        assertThat(python(List.of("-c", PARTITIONS), keys).lines())
                .hasSizeGreaterThan(20)
                .containsExactlyElementsOf(vectors.stream()
                        .map(vector -> vector[0] + "=" + vector[2])
                        .toList());
    }

    private String heard(String key, AudioChunk chunk) {
        return line(key, Topics.AUDIO.name(), 1000, serializer.serialize(Topics.AUDIO.name(), chunk));
    }

    private static String cancelled(String key, long timeMs, SpeechControl wish) {
        return line(
                key,
                Topics.CONTROL.name(),
                timeMs,
                Topics.CONTROL.value().serializer().serialize(Topics.CONTROL.name(), wish));
    }

    private static String line(String key, String topic, long timeMs, byte[] value) {
        return key + " " + topic + " " + timeMs + " " + Base64.getEncoder().encodeToString(value) + "\n";
    }

    private static AudioChunk chunk(int attempt, int sequence, float sample, boolean last) {
        return AudioChunk.newBuilder()
                .setUtteranceId("greeting-1")
                .setAttempt(attempt)
                .setSequence(sequence)
                .setStartSample(sequence)
                .setSampleRateHz(22050)
                .setEncoding(Pcm.S16LE)
                .setAudio(ByteBuffer.wrap(Pcm.encode(new float[] {sample})))
                .setMarks(List.of(new WordMark(6 * sequence, 6 * sequence + 5, (long) sequence, (long) sequence)))
                .setLast(last)
                .setEventTimestamp(100L)
                .setVoice("en-slt")
                .setVoiceVersion("1")
                .setSourceTopic("speech.text")
                .setSourcePartition(3)
                .setSourceOffset(77)
                .build();
    }

    private String assemble(String... lines) throws IOException, InterruptedException {
        return python(List.of("-c", ASSEMBLE, directory.toString()), String.join("", lines));
    }

    private static String python(List<String> arguments, String input) throws IOException, InterruptedException {
        Optional<String> python = pythonWith("avro.io");
        assumeTrue(python.isPresent(), "no Python with Avro here");
        List<String> command = new ArrayList<>(List.of(python.orElseThrow()));
        command.addAll(arguments);
        ProcessBuilder builder = new ProcessBuilder(command).redirectErrorStream(true);
        builder.environment().put("PYTHONIOENCODING", "utf-8");
        builder.environment().put("PYTHONDONTWRITEBYTECODE", "1");
        Process process = builder.start();
        try (var in = process.outputWriter(StandardCharsets.UTF_8)) {
            in.write(input);
        }
        String said = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        assertThat(process.waitFor()).as(said).isZero();
        return said;
    }

    private static Optional<String> pythonWith(String module) throws InterruptedException {
        for (String python : List.of("python3", "/usr/bin/python3")) {
            try {
                Process process = new ProcessBuilder(python, "-c", "import " + module)
                        .redirectOutput(ProcessBuilder.Redirect.DISCARD)
                        .redirectError(ProcessBuilder.Redirect.DISCARD)
                        .start();
                if (process.waitFor(60, TimeUnit.SECONDS) && process.exitValue() == 0) {
                    return Optional.of(python);
                }
            } catch (IOException e) {
                continue; // not installed
            }
        }
        return Optional.empty();
    }
}
