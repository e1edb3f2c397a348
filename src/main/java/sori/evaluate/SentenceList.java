package sori.evaluate;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import sori.corpus.Corpus;

/**
 * Sentences that voices speak and are measured by.
 *
 * @param name of the list
 */
public record SentenceList(String name, List<Prompt> prompts) {
    /** @param file of sentences in spoken form, one a line; its name is the list's */
    public static SentenceList ofFile(Path file, int most) throws IOException {
        List<String> lines =
                Files.readAllLines(file).stream().filter(l -> !l.isBlank()).toList();
        List<Prompt> prompts = new ArrayList<>();
        for (String line : lines.subList(0, Math.min(most, lines.size()))) {
            String id = String.format(Locale.ROOT, "s%03d", prompts.size() + 1);
            String text = line.strip().toLowerCase(Locale.ROOT);
            prompts.add(new Prompt(new Corpus.Utterance(id, text, file, List.of()), Optional.empty()));
        }
        return new SentenceList(nameWithoutSuffix(file), prompts);
    }

    private static String nameWithoutSuffix(Path file) {
        String name = file.toAbsolutePath().getFileName().toString();
        int dot = name.lastIndexOf('.');
        return dot > 0 ? name.substring(0, dot) : name;
    }
}
