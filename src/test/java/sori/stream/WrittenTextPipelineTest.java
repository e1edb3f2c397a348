package sori.stream;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import sori.schema.AudioChunk;
import sori.schema.TextEvent;
import sori.stream.stage.FakeVoices;
import sori.synthesis.WordsFile;
import sori.text.SymbolTable;
import sori.text.english.EnglishNormalizer;
import sori.topology.TopologyYaml;

/** What a text event asks for, from one end of the pipeline to the other, with real English and a voice without a model. */
class WrittenTextPipelineTest {
    private static final Duration DRAIN = Duration.ofMillis(5);

    @TempDir
    private Path directory;

    private final FakeVoices voices = new FakeVoices();

    private List<AudioChunk> speak(TestPipeline pipeline, String id, String text, boolean ssml) {
        TextEvent event = TestPipeline.event(id, text).setSsml(ssml).build();
        pipeline.publish("room", event);
        pipeline.advance(DRAIN);
        assertThat(pipeline.failures()).isEmpty();
        return pipeline.audio();
    }

    private TestPipeline pipeline(String settings) {
        voices.normalizers = EnglishNormalizer::new;
        String yaml = "application: a\nstages: [normalize, embed, mel, vocode]\nsettings: {" + settings + "}\n";
        return new TestPipeline(TopologyYaml.parse(yaml, "x.yaml"), voices, directory.resolve("state"));
    }

    private static long samples(List<AudioChunk> chunks) {
        return chunks.stream()
                .mapToLong(chunk -> chunk.getAudio().remaining() / 2)
                .sum();
    }

    /** What so many characters and the pauses last. */
    private static long spoken(String sentence, int pausesMs) {
        int frames = (sentence.length() + 1) * FakeVoices.FRAMES_PER_SYMBOL;
        return (long) frames * FakeVoices.FORMAT.hopSamples()
                + (long) pausesMs * FakeVoices.FORMAT.sampleRateHz() / 1000;
    }

    @Test
    void carriesWarningsInTheFirstChunkOnly() {
        try (TestPipeline pipeline = pipeline("chunkMs: 100")) {
            List<AudioChunk> chunks =
                    speak(pipeline, "u1", "<speak><prosody>one. two</prosody> <b>three</b></speak>", true);
            assertThat(chunks).hasSizeGreaterThan(2);
            assertThat(chunks.get(0).getWarnings()).containsExactly("<b> is ignored", "<prosody> is ignored");
            assertThat(chunks.subList(1, chunks.size()))
                    .allSatisfy(chunk -> assertThat(chunk.getWarnings()).isEmpty());
            assertThat(speak(pipeline, "u2", "one", false).get(0).getWarnings()).isEmpty();
        }
    }

    @Test
    void isSilentAsLongAsABreakAsksFor() {
        try (TestPipeline pipeline = pipeline("pauseMs: 150")) {
            long two = spoken("one", 0) + spoken("two", 0);
            assertThat(samples(speak(pipeline, "u1", "one<break strength='strong'/>two", true)))
                    .isEqualTo(two + 150);
            assertThat(samples(speak(pipeline, "u2", "one<break time='700ms'/>two", true)))
                    .isEqualTo(two + 700);
            assertThat(samples(speak(pipeline, "u3", "one<break time='2s'/>two<break time='0.5s'/>", true)))
                    .isEqualTo(two + 2000 + 500);
        }
    }

    @Test
    void namesEmojiWhereTheTopologySaysSo() {
        try (TestPipeline pipeline = pipeline("emoji: named")) {
            assertThat(samples(speak(pipeline, "u1", "one \ud83d\udc4d", false)))
                    .isEqualTo(spoken("one thumbs up sign,", 0));
        }
        try (TestPipeline pipeline = pipeline("emoji: dropped")) {
            assertThat(samples(speak(pipeline, "u1", "one \ud83d\udc4d", false)))
                    .isEqualTo(spoken("one", 0));
        }
    }

    @Test
    void takesUpTheVoicesWordsWithoutARestart() throws IOException {
        Path file = directory.resolve("words.txt");
        WordsFile words = new WordsFile(file, SymbolTable.english(), new EnglishNormalizer());
        try (TestPipeline pipeline = pipeline("pauseMs: 150")) {
            voices.normalizers = words::normalizer;
            assertThat(samples(speak(pipeline, "u1", "sori", false))).isEqualTo(spoken("sori", 0));
            write(file, "sori -> so ree\n", 1);
            assertThat(samples(speak(pipeline, "u2", "sori", false))).isEqualTo(spoken("so ree", 0));
            write(file, "sori -> sow ree now\n", 2);
            assertThat(samples(speak(pipeline, "u3", "sori", false))).isEqualTo(spoken("sow ree now", 0));
        }
    }

    private static void write(Path file, String text, long second) throws IOException {
        Files.writeString(file, text);
        Files.setLastModifiedTime(file, FileTime.fromMillis(1000 * second));
    }
}
