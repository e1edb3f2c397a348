package sori.cli.lab;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import picocli.CommandLine;
import sori.corpus.ToneCorpus;
import sori.training.LossCurves;
import sori.training.TrainingFolders;

/** The steps of docs/training.md, on a folder of stereo recordings with texts, until there is a checkpoint. */
@Timeout(300)
class OwnRecordingsIT {
    @TempDir
    private Path folder;

    @Test
    void aFolderOfRecordingsTrains() throws Exception {
        Path recordings = Files.createDirectories(folder.resolve("recordings"));
        int number = 0;
        for (String text : ToneCorpus.texts(8)) {
            float[] samples = ToneCorpus.samples(
                    text.length() * ToneCorpus.SECONDS_PER_CHARACTER, 200 + 20 * number, 44_100, 0.4);
            ToneCorpus.write(recordings.resolve(number + ".wav"), samples, 44_100, 2, 24);
            Files.writeString(recordings.resolve(number + ".txt"), text);
            number++;
        }
        run(new DatasetCommand(), "check", recordings.toString());
        run(new PrepareCommand(), "--corpus", recordings.toString(), "--out", features());
        run(
                new TrainCommand(),
                "--corpus=" + recordings,
                "--features=" + features(),
                "--run=" + folder.resolve("run"),
                "--steps=1",
                "--batch=2",
                "--threads=1",
                "--checkpoint-every=1");
        assertThat(folder.resolve("run").resolve(TrainingFolders.CHECKPOINT)).isNotEmptyFile();
        double[] losses = Arrays.stream(Files.readString(folder.resolve("run").resolve(LossCurves.VALIDATION))
                        .strip()
                        .split("\t"))
                .mapToDouble(Double::parseDouble)
                .toArray();
        assertThat(losses).hasSize(5);
        assertThat(folder.resolve("run").resolve(TrainingFolders.BEST)).isNotEmptyFile();
        assertThat(LossCurves.rows(folder.resolve("run").resolve("speech.tsv")))
                .as("it spoke at the end")
                .extracting(row -> row[0])
                .containsExactly(1.0);
        assertThat(Arrays.stream(losses).allMatch(Double::isFinite)).isTrue();
    }

    private String features() {
        return folder.resolve("features").toString();
    }

    private static void run(Object command, String... arguments) {
        assertThat(new CommandLine(command).execute(arguments)).isZero();
    }
}
