package sori.cli.lab;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import javax.imageio.ImageIO;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import picocli.CommandLine;
import sori.corpus.Corpus;
import sori.corpus.FeatureStore;
import sori.corpus.ToneCorpus;
import sori.mel.MelFormat;

class DatasetCommandTest {
    private static final int RATE = 22050;

    @TempDir
    private Path folder;

    private final StringWriter output = new StringWriter();

    private int dataset(String... arguments) {
        CommandLine line = new CommandLine(new DatasetCommand());
        line.setOut(new PrintWriter(output));
        line.setErr(new PrintWriter(output));
        return line.execute(arguments);
    }

    private ToneCorpus corpus(int sampleRateHz) throws IOException {
        ToneCorpus corpus = new ToneCorpus(folder.resolve("corpus"));
        int number = 0;
        for (String text : ToneCorpus.texts(6)) {
            corpus.add("t" + number, text, 300 + 10 * number, sampleRateHz);
            number++;
        }
        return corpus;
    }

    @Test
    void warningsAloneAreNoFailure() throws IOException {
        corpus(44_100);
        Path picture = folder.resolve("pictures/corpus.png");
        int status = dataset("check", folder.resolve("corpus").toString(), "--plot", picture.toString());
        assertThat(status).isZero();
        assertThat(output.toString()).contains("warning      6  other-rate").contains("0 errors, 6 warnings");
        assertThat(ImageIO.read(picture.toFile()).getWidth()).isGreaterThan(800);
    }

    @Test
    void errorsAreAndProgramsReadThem() throws IOException {
        ToneCorpus corpus = corpus(RATE);
        Files.delete(corpus.wav("t3"));
        assertThat(dataset("check", corpus.directory.toString(), "--json")).isEqualTo(1);
        List<String> lines = output.toString().lines().toList();
        assertThat(lines).hasSize(2);
        JsonNode finding = new JsonMapper().readTree(lines.get(0));
        assertThat(finding.path("defect").asText()).isEqualTo("missing-recording");
        assertThat(finding.path("severity").asText()).isEqualTo("error");
        assertThat(finding.path("place").asText()).isEqualTo("t3");
        assertThat(finding.path("advice").asText()).contains("delete the line");
        JsonNode summary = new JsonMapper().readTree(lines.get(1));
        assertThat(summary.path("errors").asInt()).isEqualTo(1);
        assertThat(summary.path("warnings").asInt()).isZero();
        assertThat(summary.path("recordings").asInt()).isEqualTo(5);
        assertThat(summary.path("validation").asInt()).isEqualTo(1);
    }

    @Test
    void aCommandMustBeGiven() {
        assertThat(dataset()).isEqualTo(2);
        assertThat(output.toString()).contains("speak, check or align");
    }

    @Test
    void recordingsOfAnyRateArePreparedAtTheVoices() throws IOException {
        corpus(16_000);
        Path features = folder.resolve("features");
        int status = new CommandLine(new PrepareCommand())
                .execute("--corpus", folder.resolve("corpus").toString(), "--out", features.toString(), "--jobs", "1");
        assertThat(status).isZero();
        MelFormat format = MelFormat.DEFAULT;
        try (FeatureStore store = FeatureStore.open(features, format)) {
            for (Corpus.Utterance each : Corpus.read(folder.resolve("corpus")).utterances()) {
                double seconds = each.text().length() * ToneCorpus.SECONDS_PER_CHARACTER;
                double frames = seconds * format.sampleRateHz() / format.hopSamples();
                assertThat(store.entry(each.id()).frames()).isBetween((int) frames - 1, (int) frames + 2);
            }
        }
    }

    @Test
    void preparingSaysWhichRecordingIsUnreadableAndWhoListsThemAll() throws IOException {
        ToneCorpus corpus = corpus(RATE);
        Files.writeString(corpus.wav("t2"), "no audio");
        CommandLine line = new CommandLine(new PrepareCommand());
        line.setErr(new PrintWriter(output));
        int status = line.execute(
                "--corpus",
                corpus.directory.toString(),
                "--out",
                folder.resolve("features").toString());
        assertThat(status).isEqualTo(1);
        assertThat(output.toString()).contains("t2.wav").contains("dataset check");
    }
}
