package sori.training.family;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import sori.audio.Wav;
import sori.corpus.Corpus;
import sori.corpus.TimedSymbols;
import sori.evaluate.Listener;
import sori.text.Language;
import sori.training.LossCurves;
import sori.training.TrainingFolders;
import sori.training.acoustic.AcousticTrainer;
import sori.training.acoustic.SmallCorpus;

class FamilyReportTest {
    private static final int SENTENCES = 6;
    private static final List<FamilyMember> WANTED = FamilyMember.parse("lstm,gru-none");

    @TempDir
    private Path directory;

    private SmallCorpus small;
    private HeldOutList list;
    private Path page;

    @BeforeEach
    void aCorpus() throws IOException {
        small = new SmallCorpus(directory, SENTENCES);
        list = HeldOutList.of(Language.EN, small.corpus.utterances(), List.of(), small.store);
        page = directory.resolve("page.html");
    }

    private String written() throws Exception {
        Path recognizer = Files.writeString(directory.resolve("recognizer"), "#!/bin/sh\necho WER 12.5 of $1\n");
        assertThat(recognizer.toFile().setExecutable(true)).isTrue();
        Path naturalness = Files.writeString(directory.resolve("naturalness"), "#!/bin/sh\necho MOS 3.217 sd 0.2\n");
        assertThat(naturalness.toFile().setExecutable(true)).isTrue();
        new FamilyReport(
                        directory.resolve("runs"),
                        directory.resolve("measured"),
                        list,
                        10,
                        Map.of("corpus", "made up"),
                        Listener.recognizer(recognizer.toString()),
                        Listener.naturalness(naturalness.toString()))
                .write(WANTED, page);
        return Files.readString(page);
    }

    private Path run(String member) {
        return directory.resolve("runs").resolve(member);
    }

    private void save(String member) throws IOException {
        AcousticTrainer trainer = small.trainer();
        trainer.save(run(member).resolve(TrainingFolders.CHECKPOINT));
        Files.writeString(run(member).resolve(LossCurves.TRAINING), "1\t4.0\t2.5\t1.0\n2\t3.0\t1.5\t1.0\n");
    }

    @Test
    void whatRunsThereAreIsMeasuredOnceAndShown() throws Exception {
        save("lstm");
        String first = written();
        assertThat(first)
                .contains("1 of 1 members are measured; training goes on", "LSTM with attention", "made up")
                .contains("<td>13</td>", "<td>3.22</td>") // what the programs heard
                .contains("LSTM: needs the member with attention and the one without, trained to the end.")
                .doesNotContain("GRU without attention");
        Path figures = directory.resolve("measured/lstm/figures.json");
        FileTime measured = Files.getLastModifiedTime(figures);
        for (Corpus.Utterance sentence : list.utterances()) {
            Path wav = directory.resolve("measured/lstm/" + sentence.id() + ".wav");
            double recorded = small.store.seconds(sentence.id());
            assertThat(Wav.read(wav).seconds()).isBetween(0.01, 1.5 * recorded + 0.01);
        }

        assertThat(written()).isEqualTo(first);
        assertThat(Files.getLastModifiedTime(figures)).isEqualTo(measured);
    }

    @Test
    void aRunThatCannotBeReadDoesNotLoseTheOthers() throws Exception {
        save("lstm");
        save("gru-none"); // an LSTM in the wrong folder
        assertThat(written())
                .contains("gru-none could not be measured", "is of the member &#39;lstm&#39;")
                .contains("1 of 1 members are measured");
    }

    @Test
    void sentencesThatTrainingSawAreNotComparedBy() throws Exception {
        List<Corpus.Utterance> all = small.corpus.utterances();
        HeldOutList left = HeldOutList.of(Language.EN, all, all.subList(0, 1), small.store);
        assertThat(left.utterances())
                .isNotEmpty()
                .noneMatch(each -> each.text().equals(all.get(0).text()));
        assertThat(left.form()).isEqualTo(TimedSymbols.Form.PHONES);
        assertThatThrownBy(() -> HeldOutList.of(Language.EN, all, all, small.store))
                .hasMessageContaining("new to training");
    }
}
