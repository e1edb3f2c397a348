package sori.synthesis;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.attribute.BasicFileAttributes;
import java.nio.file.attribute.FileTime;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import sori.text.Normalizer;
import sori.text.SymbolTable;
import sori.text.UserWords;

/**
 * A normalizer with the user's words of a file, which is looked at before every text: a change counts from the next utterance
 * on. A file that is broken changes nothing and is named in the log; one that is not there has no words. Thread-safe.
 */
public final class WordsFile {
    private static final Logger LOG = LoggerFactory.getLogger(WordsFile.class);

    private final Path file;
    private final SymbolTable table;
    private final Normalizer plain;
    private Normalizer current;
    private @Nullable Stamp read;

    /** What tells a changed file. */
    private record Stamp(FileTime modified, long bytes) {}

    public WordsFile(Path file, SymbolTable table, Normalizer plain) {
        this.file = file;
        this.table = table;
        this.plain = plain;
        this.current = plain;
    }

    public synchronized Normalizer normalizer() {
        if (!file.toFile().exists()) { // the usual case, and no exception for each text
            read = null;
            current = plain;
            return current;
        }
        try {
            BasicFileAttributes attributes = Files.readAttributes(file, BasicFileAttributes.class);
            Stamp stamp = new Stamp(attributes.lastModifiedTime(), attributes.size());
            if (!stamp.equals(read)) {
                read = stamp;
                current = plain.with(UserWords.parse(Files.readAllLines(file), table));
                LOG.info("read the words of {}", file);
            }
        } catch (NoSuchFileException e) {
            read = null;
            current = plain;
        } catch (IOException | IllegalArgumentException e) {
            LOG.warn("{} is left aside until it changes: {}", file, e.getMessage());
        }
        return current;
    }
}
