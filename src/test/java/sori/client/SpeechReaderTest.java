package sori.client;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.ByteBuffer;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Collections;
import java.util.List;
import java.util.function.UnaryOperator;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import sori.schema.AudioChunk;
import sori.schema.WordMark;
import sori.stream.TestPipeline;
import sori.stream.stage.FakeVoices;
import sori.topology.TopologyFile;

class SpeechReaderTest {
    private static final List<UnaryOperator<AudioChunk.Builder>> FORGERIES = List.of(
            chunk -> chunk.setSequence(-1),
            chunk -> chunk.setAttempt(-1),
            chunk -> chunk.setStartSample(-1),
            chunk -> chunk.setStartSample(Long.MIN_VALUE),
            chunk -> chunk.setStartSample(Long.MAX_VALUE),
            chunk -> chunk.setSampleRateHz(0),
            chunk -> chunk.setSampleRateHz(-8000),
            chunk -> chunk.setSampleRateHz(Integer.MAX_VALUE),
            chunk -> chunk.setUtteranceId("x".repeat(100_000)),
            chunk -> chunk.setVoice("x".repeat(100_000)),
            chunk -> chunk.setVoiceVersion("x".repeat(100_000)),
            chunk -> chunk.setSourceTopic("x".repeat(100_000)),
            chunk -> chunk.setWarnings(Collections.nCopies(100_000, "")),
            chunk -> chunk.setWarnings(List.of("x".repeat(100_000))),
            chunk -> chunk.setMarks(Collections.nCopies(
                    100_000,
                    WordMark.newBuilder()
                            .setSourceStart(0)
                            .setSourceEnd(1)
                            .setFirstSample(0)
                            .setLastSample(1)
                            .build())),
            chunk -> chunk.setAudio(ByteBuffer.wrap(new byte[3])));

    @TempDir
    private Path state;

    @Test
    void takesWhatThePipelineSaysAndPassesOverWhatNoPlayerCanReckonWith() {
        try (TestPipeline pipeline = new TestPipeline(TopologyFile.SPEECH, new FakeVoices(), state)) {
            pipeline.publish(
                    "room", TestPipeline.event("u", "hello you. and you").build());
            pipeline.advance(Duration.ofMillis(5));
            List<AudioChunk> chunks = pipeline.audio();
            assertThat(chunks).isNotEmpty().allMatch(SpeechReader::isSound);
            for (UnaryOperator<AudioChunk.Builder> forge : FORGERIES) {
                AudioChunk forged =
                        forge.apply(AudioChunk.newBuilder(chunks.get(0))).build();
                assertThat(SpeechReader.isSound(forged)).as(forged.toString()).isFalse();
            }
        }
    }
}
