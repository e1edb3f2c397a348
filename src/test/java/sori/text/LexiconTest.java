package sori.text;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.zip.GZIPOutputStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class LexiconTest {
    private static final String DICTIONARY = """
            MNCL
            ("b" nil (((b iy) 1)))
            ("a" dt (((ax) 0)))
            ("a" n (((ey) 1)))
            ("about" nil (((ax) 0) ((b aw t) 1)))
            ("does" n (((d ow z) 1)))
            ("does" v (((d ah z) 1)))
            ("Ehud" nil (((iy) 1) ((hh uh d) 0)))
            ("foreign" nil (((xx ao) 1)))
            ("o.k" nil (((ow) 1)))
            """;

    @TempDir
    Path folder;

    @Test
    void readsWhatTheBuilderMadeOfADictionary() throws IOException {
        Lexicon lexicon = Lexicon.read(built("lexicon.tsv.gz"));

        assertThat(lexicon.phones("about"))
                .hasValueSatisfying(p -> assertThat(p).containsExactly("AX0", "B", "AW1", "T"));
        assertThat(lexicon.phones("ehud"))
                .hasValueSatisfying(p -> assertThat(p).containsExactly("IY1", "HH", "UH0", "D"));
        assertThat(lexicon.phones("unheard")).isEmpty();
    }

    @Test
    void takesThePreferredPronunciationElseTheFirst() throws IOException {
        Lexicon lexicon = Lexicon.read(built("lexicon.tsv.gz"));

        assertThat(lexicon.phones("a")).hasValueSatisfying(p -> assertThat(p).containsExactly("AX0"));
        assertThat(lexicon.phones("does")).hasValueSatisfying(p -> assertThat(p).containsExactly("D", "AH1", "Z"));
    }

    @Test
    void leavesOutWhatTheSymbolTableOrTheSpokenAlphabetLacks() throws IOException {
        Lexicon lexicon = Lexicon.read(built("lexicon.tsv.gz"));

        assertThat(lexicon.phones("foreign")).isEmpty();
        assertThat(lexicon.phones("o.k")).isEmpty();
        assertThat(lexicon.size())
                .isEqualTo(5 + TextTable.pairs("lexicon-additions.tsv").size());
    }

    @Test
    void knowsContractionsAndPossessives() throws IOException {
        Lexicon lexicon = Lexicon.read(built("lexicon.tsv.gz"));

        assertThat(lexicon.phones("don't"))
                .hasValueSatisfying(p -> assertThat(p).containsExactly("D", "OW1", "N", "T"));
        assertThat(lexicon.phones("about's"))
                .hasValueSatisfying(p -> assertThat(p).containsExactly("AX0", "B", "AW1", "T", "S"));
        assertThat(Lexicon.of(Map.of("rose", "R OW1 Z")).phones("rose's"))
                .hasValueSatisfying(p -> assertThat(p).containsExactly("R", "OW1", "Z", "AX0", "Z"));
    }

    @Test
    void leavesNoPhoneOfTheAdditionsOutsideTheTable() {
        TextTable.pairs("lexicon-additions.tsv")
                .values()
                .forEach(phones -> assertThat(phones.split(" "))
                        .allMatch(phone -> SymbolTable.english().contains("@" + phone)));
    }

    @Test
    void buildsTheSameBytesAgain() throws IOException {
        assertThat(built("one.gz")).hasSameBinaryContentAs(built("other.gz"));
    }

    @Test
    void refusesADictionaryWithoutEntriesAndALexiconWithoutTabs() throws IOException {
        Path empty = Files.writeString(folder.resolve("empty.out"), "MNCL\n");
        assertThatThrownBy(() -> LexiconBuilder.build(empty, folder.resolve("none.gz")))
                .isInstanceOf(IOException.class)
                .hasMessageContaining("no entry");

        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        try (GZIPOutputStream gzip = new GZIPOutputStream(bytes)) {
            gzip.write("about AX0 B AW1 T\n".getBytes(StandardCharsets.UTF_8));
        }
        Path broken = Files.write(folder.resolve("broken.gz"), bytes.toByteArray());
        assertThatThrownBy(() -> Lexicon.read(broken))
                .isInstanceOf(IOException.class)
                .hasMessageContaining("entry 1");
    }

    private Path built(String name) throws IOException {
        Path dictionary = Files.writeString(folder.resolve("dictionary.out"), DICTIONARY);
        Path out = folder.resolve(name);
        LexiconBuilder.build(dictionary, out);
        return out;
    }
}
