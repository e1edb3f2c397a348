package sori.text;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;

class SymbolEncoderTest {
    private static final SymbolTable TABLE = SymbolTable.english();
    private static final Lexicon LEXICON =
            Lexicon.of(Map.of("hi", "HH AY1", "odd", "QQ AA1 D", "a", "AX0", "A", "EY1"));

    @Test
    void joinsWordsByOneSpaceAndEndsWithTheEndSymbol() {
        EncodedSentence encoded = encode(EmbedMode.CHARACTERS, word("hi", ","), word("you", ""));

        assertThat(symbols(encoded)).isEqualTo("h i , _ y o u ~");
        assertThat(encoded.words()).containsExactly(new WordSymbols(0, 0, 2), new WordSymbols(1, 4, 7));
        assertThat(encoded.unmapped()).isZero();
    }

    @Test
    void entersKnownWordsAsPhonesInLexiconMode() {
        EncodedSentence encoded = encode(EmbedMode.LEXICON, word("hi", ","), word("you", "."));

        assertThat(symbols(encoded)).isEqualTo("@HH @AY1 , _ y o u . ~");
        assertThat(encoded.words()).containsExactly(new WordSymbols(0, 0, 2), new WordSymbols(1, 4, 7));
    }

    @Test
    void entersAWordOfSeveralPronunciationsByItsSense() {
        SpokenWord read = new SpokenWord("read", "", 0, 4);

        assertThat(symbols(encode(EmbedMode.LEXICON, read.meant("present")))).isEqualTo("@R @IY1 @D ~");
        assertThat(symbols(encode(EmbedMode.LEXICON, read.meant("past")))).isEqualTo("@R @EH1 @D ~");
        assertThat(symbols(encode(EmbedMode.LEXICON, read.meant("none such")))).isEqualTo("r e a d ~");
        assertThat(symbols(encode(EmbedMode.CHARACTERS, read.meant("past")))).isEqualTo("r e a d ~");
    }

    @Test
    void choosesTheSensesOfATextInSpokenForm() {
        SymbolEncoder encoder = new SymbolEncoder(TABLE, LEXICON, EmbedMode.LEXICON);

        assertThat(symbols(encoder.encodeSpoken("they lead, with lead pipes")))
                .contains("_ @L @IY1 @D ,")
                .contains("_ @L @EH1 @D _");
    }

    @Test
    void namesTheLettersOfAnAcronymButReadsTheArticle() {
        EncodedSentence encoded = encode(
                EmbedMode.LEXICON,
                new SpokenWord("a", "", 0, 1),
                new SpokenWord("c", "", 2, 5),
                new SpokenWord("a's", "", 2, 5));

        assertThat(symbols(encoded)).isEqualTo("@AX0 _ c _ @EY1 @Z ~");
    }

    @Test
    void pronouncesABritishSpellingThatTheLexiconLacksAsItsAmericanOne() {
        SymbolEncoder encoder = new SymbolEncoder(
                TABLE, Lexicon.of(Map.of("center", "S EH1 N", "theatre", "TH IY1")), EmbedMode.LEXICON);

        assertThat(symbols(encoder.encode(List.of(word("centre", ""), word("theatre", ""), word("litre", "")))))
                .isEqualTo("@S @EH1 @N _ @TH @IY1 _ l i t r e ~");
    }

    @Test
    void spellsAWordWhosePhonesTheTableLacks() {
        assertThat(symbols(encode(EmbedMode.LEXICON, word("odd", "")))).isEqualTo("o d d ~");
    }

    @Test
    void replacesOrLeavesOutCharactersThatTheTableLacksAndCountsThem() {
        EncodedSentence encoded = encode(EmbedMode.CHARACTERS, word("né5", ""), word("語", "。"), word("so", ""));

        assertThat(symbols(encoded)).isEqualTo("n e _ s o ~");
        assertThat(encoded.words())
                .containsExactly(new WordSymbols(0, 0, 2), new WordSymbols(1, 2, 2), new WordSymbols(2, 3, 5));
        assertThat(encoded.unmapped()).isEqualTo(4);
    }

    @Test
    void encodesNoWordsAsNoSymbolsAtAll() {
        assertThat(symbols(encode(EmbedMode.CHARACTERS))).isEmpty();
    }

    @Test
    void aTableWithoutEndSymbolGetsNone() {
        SymbolTable nvidia = SymbolTable.nvidia();
        SymbolEncoder encoder = new SymbolEncoder(nvidia, Lexicon.EMPTY, EmbedMode.CHARACTERS);

        assertThat(Arrays.stream(encoder.encode(List.of(word("hi", "."))).symbols())
                        .mapToObj(nvidia::symbol))
                .containsExactly("h", "i", ".");
        assertThat(encoder.encode(List.of(word("語", ""))).symbols()).isEmpty();
    }

    /** Places from the published list: 148 symbols, special and punctuation before letters, phones in alphabetical order. */
    @Test
    void theSymbolsOfNvidiasModelStandWhereItHasThem() {
        SymbolTable nvidia = SymbolTable.nvidia();
        assertThat(nvidia.size()).isEqualTo(148);
        assertThat(List.of("_", "-", "!", "?", " ", "A", "Z", "a", "z", "@AA", "@AA0", "@AY2", "@B", "@ZH"))
                .extracting(nvidia::indexOf)
                .containsExactly(0, 1, 2, 10, 11, 12, 37, 38, 63, 64, 65, 87, 88, 147);
    }

    private static EncodedSentence encode(EmbedMode mode, SpokenWord... words) {
        return new SymbolEncoder(TABLE, LEXICON, mode).encode(List.of(words));
    }

    private static SpokenWord word(String spoken, String punctuation) {
        return new SpokenWord(spoken, punctuation, 0, 1);
    }

    private static String symbols(EncodedSentence encoded) {
        return Arrays.stream(encoded.symbols())
                .mapToObj(TABLE::symbol)
                .map(symbol -> symbol.equals(" ") ? "_" : symbol)
                .collect(Collectors.joining(" "));
    }
}
