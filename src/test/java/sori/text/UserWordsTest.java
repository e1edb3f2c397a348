package sori.text;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.List;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import sori.text.english.EnglishNormalizer;

class UserWordsTest {
    private static final SymbolTable TABLE = SymbolTable.english();

    @ParameterizedTest(name = "{0} is read {1}")
    @CsvSource(
            delimiter = '|',
            value = {
                "sori is here|so ree is here",
                "SORI, Sori!|so ree, so ree!",
                "k8s and K8S|kubernetes and kubernetes",
                "the NVMe disk|the en vee em ee disk",
                "nvme|nvme",
                "sorina|sorina",
                "pay 5 GB now|pay five gigs now",
                "New York City|the city",
                "New York|new york"
            })
    void readsTheUsersWordsBeforeAnyRule(String written, String spoken) {
        Normalizer normalizer = new EnglishNormalizer()
                .with(UserWords.parse(
                        List.of(
                                "# ours",
                                "",
                                "sori -> so ree",
                                "k8s -> kubernetes",
                                "NVMe -> en vee em ee",
                                "5 gb -> five gigs",
                                "new york -> new york",
                                "new york city -> the city"),
                        TABLE));

        assertThat(Sentence.line(normalizer.normalize(written))).isEqualTo(spoken);
    }

    @Test
    void entersPhonesInBracesAsTheyAre() {
        Normalizer normalizer = new EnglishNormalizer().with(UserWords.parse(List.of("sori -> {S AO1 R IY0}"), TABLE));
        List<SpokenWord> words = normalizer.normalize("Go, Sori!").get(0).words();

        for (EmbedMode mode : EmbedMode.values()) {
            EncodedSentence encoded = new SymbolEncoder(TABLE, Lexicon.EMPTY, mode).encode(words);
            assertThat(java.util.Arrays.stream(encoded.symbols())
                            .mapToObj(TABLE::symbol)
                            .collect(Collectors.joining(" ")))
                    .isEqualTo("g o ,   @S @AO1 @R @IY0 ! ~");
            assertThat(encoded.unmapped()).isZero();
        }
        assertThat(words.get(1)).isEqualTo(new SpokenWord("{S AO1 R IY0}", "!", 4, 8));
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "no arrow here|line 2 is not 'written -> spoken'",
                "-> spoken|line 2 is not 'written -> spoken'",
                "x -> 123|line 2: nothing can be said of '123'",
                "x -> {}|line 2 has no phones",
                "x -> {S QQ1}|line 2: the voice has no phone QQ1"
            })
    void namesTheLineThatIsBroken(String line, String complaint) {
        assertThatThrownBy(() -> UserWords.parse(List.of("a -> b", line), TABLE))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining(complaint);
    }
}
