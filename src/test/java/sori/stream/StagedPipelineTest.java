package sori.stream;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import sori.schema.AudioChunk;
import sori.schema.SpeechFailure;
import sori.schema.TextEvent;
import sori.stream.stage.FakeVoices;
import sori.topology.TopologyFile;

/** Three applications joined by topics, each in its own test driver. */
class StagedPipelineTest {
    private static final Duration DRAIN = Duration.ofMillis(5);
    private static final TextEvent EVENT =
            TestPipeline.event("u1", "one two three. four five. six").build();

    @TempDir
    private Path state;

    private TestPipeline application(String name) throws IOException {
        TopologyFile file = TopologyFile.read(Path.of("topologies", name + ".yaml"));
        return new TestPipeline(file, new FakeVoices(), state.resolve(name));
    }

    @Test
    void givesTheSameChunksInThreeApplicationsAsInOne() throws IOException {
        assertThat(chunksOfThree()).isNotEmpty().isEqualTo(chunksOfOne());
    }

    private List<AudioChunk> chunksOfOne() throws IOException {
        try (TestPipeline joined = application("speech")) {
            joined.publish("room", EVENT);
            joined.advance(DRAIN);
            return joined.audio();
        }
    }

    private List<AudioChunk> chunksOfThree() throws IOException {
        try (TestPipeline front = application("front");
                TestPipeline mel = application("mel");
                TestPipeline vocode = application("vocode")) {
            front.publish("room", EVENT);
            mel.pipe(front.raw("speech.symbols"));
            mel.advance(DRAIN);
            vocode.pipe(mel.raw("speech.mel"));
            vocode.advance(DRAIN);
            return vocode.audio();
        }
    }

    @Test
    void recordsUndecodableRecordsBetweenTheStages() throws IOException {
        for (String name : new String[] {"mel", "vocode"}) {
            try (TestPipeline application = application(name)) {
                application.publish("room", new byte[] {(byte) 0xC3, 1, 2, 3});
                assertThat(application.failures())
                        .extracting(SpeechFailure::getStage)
                        .containsExactly(name);
            }
        }
    }
}
