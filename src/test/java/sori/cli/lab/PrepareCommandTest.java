package sori.cli.lab;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.FileTime;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import picocli.CommandLine;
import sori.corpus.Corpus;
import sori.corpus.FeatureStore;
import sori.corpus.ToneCorpus;
import sori.mel.MelFormat;

/** Features that are computed once. */
class PrepareCommandTest {
    private static final int RECORDINGS = 5;
    private static final int RATE = 22_050;

    @TempDir
    private Path folder;

    private ToneCorpus corpus;
    private List<String> texts;

    @BeforeEach
    void recordings() throws IOException {
        corpus = new ToneCorpus(folder.resolve("corpus"));
        texts = ToneCorpus.texts(RECORDINGS);
        for (int i = 0; i < RECORDINGS; i++) {
            corpus.add("t" + i, texts.get(i), 200 + 50 * i, RATE);
        }
    }

    private Path features() {
        return folder.resolve("features");
    }

    /** Runs the command, and gives its last line. */
    private String prepare() {
        ByteArrayOutputStream output = new ByteArrayOutputStream();
        PrintStream console = System.out;
        System.setOut(new PrintStream(output, true, StandardCharsets.UTF_8));
        try {
            int status = new CommandLine(new PrepareCommand())
                    .execute(
                            "--corpus",
                            corpus.directory.toString(),
                            "--out",
                            features().toString(),
                            "--jobs",
                            "2");
            assertThat(status).isZero();
        } finally {
            System.setOut(console);
        }
        return output.toString(StandardCharsets.UTF_8).strip();
    }

    private Map<String, float[]> mels() throws IOException {
        Map<String, float[]> mels = new HashMap<>();
        try (FeatureStore store = FeatureStore.open(features(), MelFormat.DEFAULT)) {
            for (FeatureStore.Entry entry : store.entries()) {
                mels.put(entry.id(), store.read(entry));
            }
        }
        return mels;
    }

    private void assertSame(Map<String, float[]> actual, Map<String, float[]> expected) {
        assertThat(actual).hasSameSizeAs(expected);
        expected.forEach((id, mel) -> assertThat(actual.get(id)).as(id).isEqualTo(mel));
    }

    private long bytes(String file) throws IOException {
        return Files.size(features().resolve(file));
    }

    private void cut(String file, long bytes) throws IOException {
        try (FileChannel channel = FileChannel.open(features().resolve(file), StandardOpenOption.WRITE)) {
            channel.truncate(bytes);
        }
    }

    @Test
    void whatIsUnchangedIsNotComputedAgain() throws IOException {
        assertThat(prepare()).endsWith("5 utterances prepared in " + features() + ", 5 of them new or changed");
        long before = bytes("mels.bin");
        assertThat(prepare()).endsWith(", 0 of them new or changed");
        assertThat(bytes("mels.bin")).isEqualTo(before);
    }

    @Test
    void aChangedRecordingIsComputedAgainAndTheOthersAreNot() throws IOException {
        prepare();
        Map<String, float[]> before = mels();
        double seconds = texts.get(2).length() * ToneCorpus.SECONDS_PER_CHARACTER;
        ToneCorpus.write(corpus.wav("t2"), ToneCorpus.samples(seconds, 900, RATE, 0.5), RATE, 1, 16);
        Files.setLastModifiedTime(corpus.wav("t1"), FileTime.fromMillis(0)); // same bytes

        assertThat(prepare()).endsWith(", 1 of them new or changed");

        Map<String, float[]> after = mels();
        assertThat(after.get("t2")).hasSameSizeAs(before.get("t2")).isNotEqualTo(before.get("t2"));
        after.put("t2", before.get("t2"));
        assertSame(after, before);
    }

    @Test
    void aRecordingThatIsCutElsewhereIsComputedAgain() throws IOException {
        prepare();
        String text = texts.get(2);
        StringBuilder times = new StringBuilder("t2");
        double time = 0.1;
        for (String word : text.replace(".", "").split(" ")) {
            times.append('\t')
                    .append(word)
                    .append(' ')
                    .append(time)
                    .append(" g/0/")
                    .append(time += 0.05);
        }
        Files.writeString(corpus.directory.resolve(Corpus.ALIGNMENT), times + "\n");
        assertThat(prepare()).endsWith(", 1 of them new or changed");
    }

    @Test
    void aStoreWhoseWriterWasKilledGoesOn() throws IOException {
        prepare();
        Map<String, float[]> expected = mels();
        List<String> lines = Files.readAllLines(features().resolve("index.tsv"));
        long third = String.join("\n", lines.subList(0, 3)).length() + 1;
        cut("index.tsv", third + lines.get(3).length() / 2); // in the middle of the fourth line

        assertThat(mels()).containsOnlyKeys("t0", "t1", "t2");
        assertThat(prepare()).endsWith(", 2 of them new or changed");
        assertSame(mels(), expected);
        assertThat(Files.readAllLines(features().resolve("index.tsv"))).isEqualTo(lines);
    }

    @Test
    void aLineWhoseMelDidNotReachTheDiskDoesNotCount() throws IOException {
        prepare();
        Map<String, float[]> expected = mels();
        cut("mels.bin", bytes("mels.bin") - 8);
        assertThat(mels()).containsOnlyKeys("t0", "t1", "t2", "t3");
        assertThat(prepare()).endsWith(", 1 of them new or changed");
        assertSame(mels(), expected);
    }

    @Test
    void featuresOfUnknownOriginAreComputedAgain() throws IOException {
        try (FeatureStore store = FeatureStore.open(features(), MelFormat.DEFAULT)) {
            store.add("t0", new float[MelFormat.DEFAULT.mels()], 0);
        }
        assertThat(prepare()).endsWith(", 5 of them new or changed");
        assertThat(mels().get("t0")).hasSizeGreaterThan(MelFormat.DEFAULT.mels());
    }

    @Test
    void twoWritersAreNotLetIn() throws IOException {
        float[] frame = new float[MelFormat.DEFAULT.mels()];
        try (FeatureStore one = FeatureStore.open(features(), MelFormat.DEFAULT);
                FeatureStore other = FeatureStore.open(features(), MelFormat.DEFAULT)) {
            one.add("a", frame, 0);
            assertThatThrownBy(() -> other.add("b", frame, 0))
                    .isInstanceOf(IOException.class)
                    .hasMessageContaining("somebody else is adding features");
            one.close();
            other.add("b", frame, 0); // and what was added meanwhile stays
        }
        assertThat(mels()).containsOnlyKeys("a", "b");
    }

    @Test
    void aBrokenIndexIsNamedWithItsLine() throws IOException {
        prepare();
        Files.writeString(features().resolve("index.tsv"), "nonsense\n", StandardOpenOption.APPEND);
        assertThatThrownBy(this::mels).isInstanceOf(IOException.class).hasMessageContaining("line 6");
    }
}
