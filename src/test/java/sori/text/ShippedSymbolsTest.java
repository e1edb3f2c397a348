package sori.text;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What the tests of reading say, by the symbols and the lexicon of each English voice that is shipped. */
class ShippedSymbolsTest {
    private static final Pattern SYMBOLS = Pattern.compile("\"symbols\" : \\[([^\\]]*)\\]");
    private static final Pattern QUOTED = Pattern.compile("\"([^\"]*)\"");
    private static final Pattern PLAIN = Pattern.compile("[a-z']+");
    private static final double KNOWN_MIN = 0.9;

    private static SymbolTable table(Path voice) throws IOException {
        String manifest = Files.readString(voice.resolve("voice.json"));
        String listed =
                SYMBOLS.matcher(manifest).results().findFirst().orElseThrow().group(1);
        return new SymbolTable(QUOTED.matcher(listed)
                .results()
                .map((MatchResult quoted) -> quoted.group(1))
                .toList());
    }

    private static Stream<String> written() {
        return Stream.of("english-kinds.tsv", "english-cases.tsv")
                .flatMap(table -> TextTable.rows(table).stream().map(row -> row.get(row.size() > 2 ? 1 : 0)));
    }

    @ParameterizedTest
    @ValueSource(strings = {"en-kathleen", "en-slt"})
    void everyWordOfTheKindsHasSymbolsAndMostHavePhones(String name) throws IOException {
        Path voice = Path.of("models", name);
        SymbolTable table = table(voice);
        Lexicon lexicon = Lexicon.read(voice.resolve("lexicon.tsv.gz"));
        SymbolEncoder encoder = new SymbolEncoder(table, lexicon, EmbedMode.LEXICON);
        Normalizer normalizer = Language.EN.normalizer();
        List<String> letters = new ArrayList<>();
        int words = 0;
        for (String text : written().toList()) {
            for (Sentence sentence : normalizer.normalize(text)) {
                EncodedSentence encoded = encoder.encode(sentence.words());
                boolean plain = sentence.words().stream()
                        .allMatch(word -> PLAIN.matcher(word.spoken()).matches());
                assertThat(encoded.unmapped() == 0 || !plain)
                        .as("%s of '%s'", name, text)
                        .isTrue();
                assertThat(encoded.words()).as(text).allMatch(word -> word.endSymbol() > word.firstSymbol());
                for (WordSymbols word : encoded.words()) {
                    words++;
                    boolean phones =
                            table.symbol(encoded.symbols()[word.firstSymbol()]).startsWith("@");
                    if (!phones) {
                        letters.add(sentence.words().get(word.wordIndex()).spoken());
                    }
                }
            }
        }
        assertThat(1 - (double) letters.size() / words)
                .as("said by their letters: %s", letters)
                .isGreaterThan(KNOWN_MIN);
    }

    @ParameterizedTest
    @ValueSource(strings = {"en-kathleen", "en-slt"})
    void everySenseOfAHeteronymIsSaidByPhones(String name) throws IOException {
        Path voice = Path.of("models", name);
        SymbolTable table = table(voice);
        SymbolEncoder encoder =
                new SymbolEncoder(table, Lexicon.read(voice.resolve("lexicon.tsv.gz")), EmbedMode.LEXICON);
        for (List<String> row : TextTable.rows("heteronyms.tsv")) {
            SpokenWord word = SpokenWord.split(row.get(0)).get(0).meant(row.get(1));
            String said = Arrays.stream(encoder.encode(List.of(word)).symbols())
                    .mapToObj(table::symbol)
                    .filter(symbol -> !symbol.equals(SymbolTable.END))
                    .collect(Collectors.joining(" "));
            String phones = Arrays.stream(row.get(4).split(" "))
                    .map(phone -> "@" + phone)
                    .collect(Collectors.joining(" "));
            assertThat(said.replace("AX", "AH")).as("%s of %s", row, name).isEqualTo(phones.replace("AX", "AH"));
        }
    }
}
