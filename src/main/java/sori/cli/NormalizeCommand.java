package sori.cli;

import java.io.BufferedReader;
import java.io.FileDescriptor;
import java.io.FileOutputStream;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import sori.text.EnglishNormalizer;
import sori.text.KoreanNormalizer;
import sori.text.Normalizer;
import sori.text.Sentence;

/** Reads lines, writes for each how it is spoken: exactly one line for one. */
@Command(name = "normalize", description = "Write how each line of the standard input is read aloud.")
final class NormalizeCommand implements Callable<Integer> {
    @Option(
            names = "--language",
            paramLabel = "TAG",
            defaultValue = "en",
            description = "Language of the text: en or ko. Default: ${DEFAULT-VALUE}.")
    private String language = "en";

    @Override
    public Integer call() throws IOException {
        Normalizer normalizer = normalizer();
        BufferedReader lines = new BufferedReader(new InputStreamReader(System.in, StandardCharsets.UTF_8));
        // The lines are UTF-8 whatever the terminal's locale, as the input is.
        try (PrintStream out =
                new PrintStream(new FileOutputStream(FileDescriptor.out), false, StandardCharsets.UTF_8)) {
            for (String line = lines.readLine(); line != null; line = lines.readLine()) {
                out.println(Sentence.line(normalizer.normalize(line)));
                if (!lines.ready()) {
                    out.flush(); // someone may be typing
                }
            }
        }
        return 0;
    }

    private Normalizer normalizer() {
        return switch (language) {
            case "en" -> new EnglishNormalizer();
            case "ko" -> new KoreanNormalizer();
            default -> throw new Refusal("no normaliser for the language '" + language + "'; there are en and ko");
        };
    }
}
