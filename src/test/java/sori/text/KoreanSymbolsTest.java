package sori.text;

import static java.util.Objects.requireNonNull;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.text.Normalizer.Form;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;
import sori.text.korean.KoreanPronunciation;

/** Korean text by the symbols of the Korean table. */
class KoreanSymbolsTest {
    private static final SymbolTable TABLE = SymbolTable.korean();
    private static final Normalizer NORMALIZER = Language.KO.normalizer();

    /** Written lines: the cases of the normalizer, and running text. */
    static List<String> lines() throws IOException {
        List<String> lines = new ArrayList<>();
        lines("text/korean-cases.tsv").forEach(line -> lines.add(line.substring(0, line.indexOf('\t'))));
        lines.addAll(lines("bench/korean.txt"));
        assertThat(lines).hasSizeGreaterThan(40);
        return lines;
    }

    private static List<String> lines(String resource) throws IOException {
        try (InputStream in = requireNonNull(KoreanSymbolsTest.class.getResourceAsStream("/sori/" + resource))) {
            return new String(in.readAllBytes(), StandardCharsets.UTF_8)
                    .lines()
                    .filter(line -> !line.isBlank() && !line.startsWith("#"))
                    .toList();
        }
    }

    @ParameterizedTest
    @MethodSource("lines")
    void everyLineEntersWithoutAnUnmappedSymbol(String written) {
        List<Sentence> sentences = NORMALIZER.normalize(written);
        assertThat(sentences).isNotEmpty();
        for (Sentence sentence : sentences) {
            for (EmbedMode mode : EmbedMode.values()) {
                EncodedSentence encoded = encode(sentence.words(), mode);
                assertThat(encoded.unmapped()).as("%s of '%s'", mode, written).isZero();
                assertThat(encoded.symbols()).hasSizeGreaterThan(1);
                assertThat(TABLE.symbol(encoded.symbols()[encoded.symbols().length - 1]))
                        .isEqualTo(SymbolTable.END);
            }
        }
    }

    @Test
    void bySoundSevenConsonantsEndASyllable() throws IOException {
        Set<String> finals = new TreeSet<>();
        for (String written : lines()) {
            for (Sentence sentence : NORMALIZER.normalize(written)) {
                Arrays.stream(encode(sentence.words(), EmbedMode.LEXICON).symbols())
                        .mapToObj(TABLE::symbol)
                        .filter(symbol -> symbol.charAt(0) >= '\u11a8' && symbol.charAt(0) <= '\u11c2')
                        .forEach(finals::add);
            }
        }
        assertThat(finals).containsExactly("\u11a8", "\u11ab", "\u11ae", "\u11af", "\u11b7", "\u11b8", "\u11bc");
    }

    /** ㄱ before a vowel and ㄱ behind one are other sounds, hence other symbols; words are parted and end in their punctuation. */
    @Test
    void firstAndFinalConsonantsPunctuationAndTheGapBetweenWordsAreSymbols() {
        EncodedSentence encoded = encode("각 국물.", EmbedMode.LEXICON);

        assertThat(symbols(encoded)).isEqualTo("\u1100 \u1161 \u11a8 _ \u1100 \u116e \u11bc \u1106 \u116e \u11af . ~");
        assertThat(encoded.words()).containsExactly(new WordSymbols(0, 0, 3), new WordSymbols(1, 4, 10));
        assertThat(symbols(encode("각 국물.", EmbedMode.CHARACTERS)))
                .isEqualTo("\u1100 \u1161 \u11a8 _ \u1100 \u116e \u11a8 \u1106 \u116e \u11af . ~");
    }

    @ParameterizedTest(name = "{0} sounds {1}")
    @CsvSource({"tv를, 티비를", "TV, 티비", "b, 비", "kbs가, 케이비에스가", "naver, 네이버", "É, 이"})
    void latinLettersEnterInHangulInEitherMode(String written, String sounds) {
        assertThat(hangul(encode(written, EmbedMode.LEXICON))).isEqualTo(sounds);
        assertThat(encode(written, EmbedMode.LEXICON).unmapped()).isZero();
        assertThat(encode(written, EmbedMode.CHARACTERS).unmapped()).isZero();
    }

    @ParameterizedTest
    @EnumSource(EmbedMode.class)
    void decomposedHangulIsTheSame(EmbedMode mode) {
        String decomposed = java.text.Normalizer.normalize("같이 갔습니다.", Form.NFD);

        assertThat(encode(decomposed, mode)).isEqualTo(encode("같이 갔습니다.", mode));
    }

    @ParameterizedTest(name = "{0} sounds {1}")
    @CsvSource({"책 넣는다, 챙 넌는다", "옷 입다., 온 닙따.", "할 것을, 할 꺼슬", "밥. 먹는다, 밥. 멍는다", "옷 한 벌, 오 탄 벌", "국물 kbs, 궁물 케이비에스"})
    void wordsActOnEachOtherWhereNoPunctuationPartsThem(String written, String sounds) {
        assertThat(hangul(encode(written, EmbedMode.LEXICON))).isEqualTo(sounds);
    }

    @Test
    void eachWordMayEnterInItsOwnMode() {
        List<SpokenWord> words = words("국물 국물");
        SymbolEncoder encoder = new SymbolEncoder(TABLE, Lexicon.EMPTY, EmbedMode.CHARACTERS);

        EncodedSentence encoded = encoder.encode(words, i -> i == 0 ? EmbedMode.LEXICON : EmbedMode.CHARACTERS);

        assertThat(hangul(encoded)).isEqualTo("궁물 국물");
    }

    @Test
    void whatOnlyMarksSequencesIsNoCharacterOfAText() {
        EncodedSentence encoded = encode("네~ 아_", EmbedMode.CHARACTERS);

        assertThat(hangul(encoded)).isEqualTo("네 아");
        assertThat(encoded.unmapped()).isEqualTo(2);
    }

    @Test
    void picturesNameEverySymbolInLatinLetters() {
        List<String> labels = TABLE.symbols().stream().map(SymbolTable::label).toList();

        assertThat(labels)
                .doesNotHaveDuplicates()
                .allSatisfy(label -> assertThat(label).matches("[\\x20-\\x7eø]{1,4}"));
        assertThat(symbols(encode("각. 입을", EmbedMode.LEXICON)).split(" "))
                .extracting(SymbolTable::label)
                .containsExactly("g", "a", "-k", ".", "_", "ø", "i", "b", "eu", "-l", "~");
        assertThat(SymbolTable.english().symbols())
                .allSatisfy(symbol -> assertThat(SymbolTable.label(symbol)).isEqualTo(symbol));
    }

    @ParameterizedTest(name = "seed {0}")
    @ValueSource(longs = {1, 2, 3})
    void anyLatinWordCanBeSaid(long seed) {
        Random random = new Random(seed);
        for (int i = 0; i < 500; i++) {
            String word = random.ints(1 + random.nextInt(9), 'a', 'z' + 1)
                    .mapToObj(Character::toString)
                    .collect(Collectors.joining());
            assertThat(KoreanPronunciation.of(word)).as(word).matches("[가-힣]+");
        }
    }

    private static EncodedSentence encode(String text, EmbedMode mode) {
        return encode(words(text), mode);
    }

    private static EncodedSentence encode(List<SpokenWord> words, EmbedMode mode) {
        return new SymbolEncoder(TABLE, Lexicon.EMPTY, mode).encode(words);
    }

    /** Words parted by spaces; a full stop at the end is punctuation. */
    private static List<SpokenWord> words(String text) {
        List<SpokenWord> words = new ArrayList<>();
        for (String word : text.split(" ")) {
            boolean ended = word.endsWith(".");
            words.add(new SpokenWord(ended ? word.substring(0, word.length() - 1) : word, ended ? "." : "", 0, 1));
        }
        return words;
    }

    private static String symbols(EncodedSentence encoded) {
        return Arrays.stream(encoded.symbols())
                .mapToObj(TABLE::symbol)
                .map(symbol -> symbol.equals(" ") ? "_" : symbol)
                .collect(Collectors.joining(" "));
    }

    /** In syllables again, without the end. */
    private static String hangul(EncodedSentence encoded) {
        String jamo = Arrays.stream(encoded.symbols()).mapToObj(TABLE::symbol).collect(Collectors.joining());
        return java.text.Normalizer.normalize(jamo, Form.NFC).replace(SymbolTable.END, "");
    }
}
