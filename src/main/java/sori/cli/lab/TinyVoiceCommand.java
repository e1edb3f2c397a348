package sori.cli.lab;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Objects;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import sori.acoustic.Alignment;
import sori.acoustic.Cell;
import sori.corpus.Corpus;
import sori.evaluate.ListMeasurement;
import sori.evaluate.SentenceList;
import sori.graph.TinyVoice;
import sori.text.Language;
import sori.voice.VoicePackage;

/** {@code ./sori lab tiny-voice}: a package of random weights. */
@Command(
        name = "tiny-voice",
        mixinStandardHelpOptions = true,
        description = "Writes a small voice package of random weights that speaks nonsense, to try the pipeline with.")
final class TinyVoiceCommand implements Callable<Integer> {
    @Option(names = "--out", description = "package folder (.sori/voices/en-tiny, or ko-tiny)")
    @Nullable
    Path out;

    @Option(names = "--name", description = "the voice's name (en-tiny, or ko-tiny)")
    @Nullable
    String name;

    @Option(
            names = "--language",
            paramLabel = "TAG",
            defaultValue = "en",
            converter = OneOf.Languages.class,
            description = "en or ko (${DEFAULT-VALUE})")
    Language language = Language.EN;

    @Option(names = "--voice-version", defaultValue = "1", description = "the voice's version (${DEFAULT-VALUE})")
    String version = "";

    @Option(names = "--seed", defaultValue = "1", description = "decides every weight (${DEFAULT-VALUE})")
    long seed;

    @Option(
            names = "--cell",
            paramLabel = "CELL",
            defaultValue = "lstm",
            converter = OneOf.Cells.class,
            description = "its recurrent cells: lstm, gru or rnn (${DEFAULT-VALUE})")
    Cell cell = Cell.LSTM;

    @Option(
            names = "--attention",
            paramLabel = "KIND",
            defaultValue = "location",
            converter = OneOf.Alignments.class,
            description = "location, or none: words have no marks then (${DEFAULT-VALUE})")
    Alignment alignment = Alignment.ATTENTION;

    @Mixin
    ListOptions listed = new ListOptions();

    @Mixin
    PublishOptions publishing = new PublishOptions();

    @Override
    public Integer call() throws Exception {
        publishing.check();
        String usual = language.tag() + "-tiny";
        Path directory = Objects.requireNonNullElse(out, Path.of(".sori", "voices", usual));
        VoicePackage written = TinyVoice.write(
                directory, Objects.requireNonNullElse(name, usual), version, seed, cell, alignment, language);
        System.out.println("voice " + written.manifest().id() + " in " + directory);
        if (publishing.publish) {
            SentenceList list = listed.read(new LabFiles().folders(), Corpus.Split.TEST);
            Path work = Files.createTempDirectory("sori-tiny-voice");
            ListMeasurement measurement = listed.measurement();
            publishing.publish(
                    written,
                    new ListMeasurement.Measured(list, measurement.measure(directory, list, work)),
                    measurement,
                    work);
        }
        return 0;
    }
}
