package sori.cli.lab;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.SerializationFeature;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import sori.corpus.Corpus;
import sori.evaluate.SentenceList;

/** What {@code validate} and {@code test} share: a package speaks a held-out list in both modes, and is listened to. */
abstract class ListenCommand implements Callable<Integer> {
    private static final ObjectMapper JSON = new ObjectMapper().enable(SerializationFeature.INDENT_OUTPUT);

    @Mixin
    LabFiles files = new LabFiles();

    @Mixin
    ListOptions listed = new ListOptions();

    @Option(
            names = "--voice",
            description =
                    "folder of the voice package (the run's 'package', as export makes it of the best checkpoint)")
    @Nullable
    Path voice;

    private final Corpus.Split split;

    ListenCommand(Corpus.Split split) {
        this.split = split;
    }

    @Override
    public Integer call() throws IOException, InterruptedException {
        Path spoken = voice == null ? files.run.resolve(ExportOptions.PACKAGE) : voice;
        SentenceList sentences = listed.read(files.folders(), split);
        Path written = files.run.resolve(sentences.name() + ".json");
        Map<String, Object> figures = new LinkedHashMap<>(listed.measurement().measure(spoken, sentences, files.run));
        figures.putAll(more(spoken, sentences));
        Files.write(written, JSON.writeValueAsBytes(figures));
        System.out.println("figures in " + written);
        return 0;
    }

    /**
     * Figures that go beside those of the modes.
     *
     * @param spoken folder of the package
     */
    Map<String, Object> more(Path spoken, SentenceList list) throws IOException, InterruptedException {
        return Map.of();
    }
}
