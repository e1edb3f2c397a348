package sori.synthesis;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import sori.text.Sentence;
import sori.text.SymbolTable;
import sori.text.english.EnglishNormalizer;

class WordsFileTest {
    @TempDir
    private Path directory;

    @Test
    void takesUpWhatChangesAndKeepsWhatWasReadLastOfABrokenFile() throws IOException {
        Path file = directory.resolve("words.txt");
        WordsFile words = new WordsFile(file, SymbolTable.english(), new EnglishNormalizer());
        assertThat(read(words)).isEqualTo("sori");

        write(file, "sori -> so ree\n", 1);
        assertThat(read(words)).isEqualTo("so ree");

        write(file, "sori -> sow ree\n", 2);
        assertThat(read(words)).isEqualTo("sow ree");

        write(file, "nonsense\n", 3);
        assertThat(read(words)).isEqualTo("sow ree");

        write(file, "sori -> sorry\n", 4);
        assertThat(read(words)).isEqualTo("sorry");

        Files.delete(file);
        assertThat(read(words)).isEqualTo("sori");
    }

    private static void write(Path file, String text, long second) throws IOException {
        Files.writeString(file, text);
        Files.setLastModifiedTime(file, FileTime.fromMillis(1000 * second));
    }

    private static String read(WordsFile words) {
        return Sentence.line(words.normalizer().normalize("Sori"));
    }
}
