package sori.text;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.zip.GZIPOutputStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Small files that unpack to more than any memory holds. */
class LexiconBombTest {
    private static final int MEGABYTE = 1 << 20;

    @TempDir
    private Path folder;

    /** The line again and again, for two gigabytes where nothing else ends it. */
    private Path bomb(String text, int megabytes) throws IOException {
        Path file = folder.resolve("lexicon.tsv.gz");
        byte[] block = text.repeat(MEGABYTE / text.length()).getBytes(StandardCharsets.UTF_8);
        try (OutputStream gzip = new GZIPOutputStream(Files.newOutputStream(file), 1 << 16)) {
            for (int i = 0; i < megabytes; i++) {
                gzip.write(block);
            }
        }
        return file;
    }

    @Test
    void oneLineWithoutAnEnd() throws Exception {
        Path file = bomb("a", 512);
        assertThat(Files.size(file)).isLessThan(MEGABYTE);
        assertThatThrownBy(() -> Lexicon.read(file))
                .isInstanceOf(IOException.class)
                .hasMessageContaining("entry 1 is longer than 1000 characters");
    }

    @Test
    void theSameWordForEver() throws Exception {
        assertThatThrownBy(() -> Lexicon.read(bomb("a\tAA0\n", 64)))
                .hasMessageContaining("goes on after 33554432 characters");
    }

    @Test
    void moreWordsThanThereAre() throws Exception {
        Path file = folder.resolve("lexicon.tsv.gz");
        try (OutputStream gzip = new GZIPOutputStream(Files.newOutputStream(file), 1 << 16)) {
            for (int i = 0; i <= Lexicon.MOST_ENTRIES; i++) {
                gzip.write((i + "\tAA0\n").getBytes(StandardCharsets.UTF_8));
            }
        }
        assertThatThrownBy(() -> Lexicon.read(file)).hasMessageContaining("is one too many");
    }

    @Test
    void whatIsNoGzipFileOrEndsInTheMiddle() throws Exception {
        Path file = bomb("about\tAX0 B AW1 T\n", 1);
        byte[] whole = Files.readAllBytes(file);
        Files.write(file, java.util.Arrays.copyOf(whole, whole.length / 2));
        assertThatThrownBy(() -> Lexicon.read(file)).isInstanceOf(IOException.class);
        Files.write(file, new byte[100]);
        assertThatThrownBy(() -> Lexicon.read(file)).isInstanceOf(IOException.class);
    }

    @Test
    void linesMayEndAsOnWindows() throws Exception {
        assertThat(Lexicon.read(bomb("about\tAX0 B AW1 T\r\n", 1)).phones("about"))
                .get()
                .isEqualTo(java.util.List.of("AX0", "B", "AW1", "T"));
    }
}
