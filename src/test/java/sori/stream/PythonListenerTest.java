package sori.stream;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import org.apache.kafka.common.serialization.Serializer;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import sori.audio.Pcm;
import sori.audio.Wav;
import sori.kafka.Topics;
import sori.schema.AudioChunk;

/** The Python example of docs/audio-consumers.md reads what Java wrote. Needs a Python with Avro (Debian: python3-avro). */
class PythonListenerTest {
    private static final String ASSEMBLE = """
            import base64, sys
            sys.path.insert(0, "examples/python")
            import listen
            decoder, utterances = listen.ChunkDecoder("schemas/released"), listen.Utterances()
            for line in sys.stdin:
                key, value = line.split()
                chunks = utterances.add(key.encode(), decoder.decode(base64.b64decode(value)))
                if chunks is not None:
                    listen.write_wav(sys.argv[1], chunks)
                    print(listen.file_name(key.encode(), chunks[-1]["utteranceId"]), chunks[-1]["status"], len(chunks))
            """;

    private final Serializer<AudioChunk> serializer = Topics.AUDIO.value().serializer();

    @TempDir
    Path directory;

    @Test
    void writesTheHighestAttemptOfAnUtteranceWithoutItsRepetitions() throws IOException, InterruptedException {
        Path wav = directory.resolve("a.wav");
        String said = python(
                List.of("-c", ASSEMBLE, wav.toString()),
                new Keyed("room", chunk(0, 0, 0.5f, false)),
                new Keyed("hall", chunk(1, 0, 0.75f, false)), // the same id, another utterance
                new Keyed("room", chunk(1, 0, 0.25f, false)),
                new Keyed("room", chunk(0, 1, 0.5f, true)),
                new Keyed("room", chunk(1, 0, 0.25f, false)),
                new Keyed("room", chunk(1, 1, 0.125f, true)),
                new Keyed("room", chunk(1, 1, 0.125f, true)));
        assertThat(said).isEqualToIgnoringNewLines("grüße-1@room.wav OK 2");
        assertThat(Wav.read(wav).samples()).containsExactly(0.25f, 0.125f);
        assertThat(Wav.read(wav).sampleRateHz()).isEqualTo(22050);
    }

    private record Keyed(String key, AudioChunk chunk) {}

    private static AudioChunk chunk(int attempt, int sequence, float sample, boolean last) {
        return AudioChunk.newBuilder()
                .setUtteranceId("grüße-1")
                .setAttempt(attempt)
                .setSequence(sequence)
                .setStartSample(sequence)
                .setSampleRateHz(22050)
                .setEncoding(Pcm.S16LE)
                .setAudio(ByteBuffer.wrap(Pcm.encode(new float[] {sample})))
                .setLast(last)
                .setVoice("en-slt")
                .setVoiceVersion("1")
                .setSourceTopic("speech.text")
                .setSourcePartition(3)
                .setSourceOffset(77)
                .build();
    }

    private String python(List<String> arguments, Keyed... chunks) throws IOException, InterruptedException {
        Optional<String> python = pythonWithAvro();
        assumeTrue(python.isPresent(), "no Python with Avro here");
        List<String> command = new ArrayList<>(List.of(python.orElseThrow()));
        command.addAll(arguments);
        ProcessBuilder builder = new ProcessBuilder(command).redirectErrorStream(true);
        builder.environment().put("PYTHONIOENCODING", "utf-8");
        builder.environment().put("PYTHONDONTWRITEBYTECODE", "1");
        Process process = builder.start();
        try (var in = process.outputWriter(StandardCharsets.US_ASCII)) {
            for (Keyed each : chunks) {
                byte[] value = serializer.serialize(Topics.AUDIO.name(), each.chunk());
                in.write(each.key() + " " + Base64.getEncoder().encodeToString(value) + "\n");
            }
        }
        String said = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        assertThat(process.waitFor()).as(said).isZero();
        return said;
    }

    private static Optional<String> pythonWithAvro() throws InterruptedException {
        for (String python : List.of("python3", "/usr/bin/python3")) {
            try {
                Process process = new ProcessBuilder(python, "-c", "import avro.io")
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
