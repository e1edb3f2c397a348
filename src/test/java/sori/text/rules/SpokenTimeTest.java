package sori.text.rules;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowableOfType;
import static org.assertj.core.api.Assertions.within;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import sori.text.EmbedMode;
import sori.text.EmojiReading;
import sori.text.Lexicon;
import sori.text.Normalizer;
import sori.text.Sentence;
import sori.text.SpokenWord;
import sori.text.SymbolEncoder;
import sori.text.SymbolTable;
import sori.text.TooLongToSpeakException;
import sori.text.english.EnglishNormalizer;
import sori.text.korean.KoreanNormalizer;
import sori.text.ssml.Ssml;
import sori.text.ssml.SsmlException;

class SpokenTimeTest {
    private static final int BOUND_SECONDS = 10;

    static Stream<Normalizer> normalizers() {
        return Stream.of(new EnglishNormalizer().with(EmojiReading.NAMED), new KoreanNormalizer());
    }

    private static double seconds(Normalizer normalizer, String text) {
        return Ssml.plain(text, normalizer).seconds(0);
    }

    @Test
    void takesEighteenCharactersASecond() {
        Normalizer english = new EnglishNormalizer();

        assertThat(seconds(english, "The quick brown fox jumps over the lazy dog."))
                .isCloseTo(44 / 18.0, within(0.01));
        assertThat(seconds(english, "BBC")).as("letters that are spelled").isCloseTo(0.75, within(0.01));
        assertThat(seconds(new KoreanNormalizer(), "안녕하세요 여러분")).isCloseTo(8 * 0.18 + 2 / 18.0, within(0.01));
    }

    @Test
    void countsTheLongestPauseBetweenTwoSentences() throws SsmlException {
        Ssml.Spoken spoken = Ssml.normalize(
                "no<break time='3s'/><break time='9s'/>no<break time='2s'/>no. No", new EnglishNormalizer());

        assertThat(spoken.seconds(150)).isCloseTo(9 + 2 + 2 * 0.15 + 4 * 3 / 18.0, within(0.01));
        assertThat(spoken.seconds(0)).isCloseTo(9 + 2 + 4 * 3 / 18.0, within(0.01));
    }

    /** Any piece over and over: what is within the bound is read as ever, what is not is given up, about where the bound lies. */
    @ParameterizedTest
    @MethodSource("normalizers")
    void givesUpWhateverTakesLonger(Normalizer normalizer) {
        List<String> refused = new ArrayList<>();
        HostileTexts.pieces(7, 60).forEach(piece -> {
            String text = HostileTexts.repeated(piece, 2000, 0);
            double needed = seconds(normalizer, text);
            Normalizer bounded = normalizer.within(BOUND_SECONDS);
            if (needed <= BOUND_SECONDS) {
                assertThat(bounded.normalize(text)).as(piece).isEqualTo(normalizer.normalize(text));
            } else {
                refused.add(piece);
                TooLongToSpeakException e =
                        catchThrowableOfType(TooLongToSpeakException.class, () -> bounded.normalize(text));
                assertThat(e).as(piece).isNotNull();
                assertThat(e.seconds()).as(piece).isGreaterThan(BOUND_SECONDS).isBetween(needed / 5, needed * 5);
            }
        });
        assertThat(refused).hasSizeGreaterThan(20);
    }

    @ParameterizedTest
    @MethodSource("normalizers")
    void looksNoFurtherOnceItIsTooLong(Normalizer normalizer) {
        int[] asked = new int[1];
        TextReader reader = ((RuleNormalizer) normalizer)
                .reader()
                .withFirst(new CountingRule(asked))
                .within(BOUND_SECONDS);
        for (String piece : List.of("\ufdfa", "㌖ ", "word ", "7", "12 ", "가나다 ")) {
            asked[0] = 0;
            assertThatThrownBy(() -> reader.sentences(piece.repeat(10_000)))
                    .as(piece)
                    .isInstanceOf(TooLongToSpeakException.class);
            assertThat(asked[0]).as(piece).isLessThan(500);
        }
    }

    @ParameterizedTest
    @MethodSource("normalizers")
    void countsWhatElementsAreReadAsTogether(Normalizer normalizer) {
        String[] kinds = {"characters", "digits", "cardinal", "ordinal", "telephone", "date", "plain"};
        for (String kind : kinds) {
            String element = "<say-as interpret-as='" + kind + "'>1234 \ufdfa</say-as> ";
            assertThatThrownBy(() -> Ssml.normalize(element.repeat(200), normalizer, BOUND_SECONDS))
                    .as(kind)
                    .isInstanceOf(TooLongToSpeakException.class);
        }
    }

    /** As a lexicon with long names for letters makes the most symbols. */
    @ParameterizedTest
    @MethodSource("normalizers")
    void makesSentencesThatAnEngineTakes(Normalizer normalizer) {
        Map<String, String> names = new HashMap<>();
        for (char letter = 'a'; letter <= 'z'; letter++) {
            names.put(Character.toString(letter), "D AH1 B AX0 L Y UW0");
        }
        boolean korean = normalizer.language().equals("ko");
        SymbolTable table = korean ? SymbolTable.korean() : SymbolTable.english();
        SymbolEncoder encoder = new SymbolEncoder(table, Lexicon.of(names), EmbedMode.LEXICON);
        Stream<String> extremes = Stream.of("w", "w ", "wwwwww ", "x ", "7", "힣", "뷁뷁뷁 ", "strngth ", "WWW ", "한w ");
        Stream.concat(extremes, HostileTexts.pieces(8, 60)).forEach(piece -> {
            for (Sentence sentence : normalizer.normalize(HostileTexts.repeated(piece, 2000, 0))) {
                int symbols = encoder.encode(sentence.words()).symbols().length;
                assertThat(symbols).as(piece).isLessThanOrEqualTo(1000);
                assertThat(sentence.words())
                        .as(piece)
                        .allSatisfy(word ->
                                assertThat(word.spoken()).hasSizeLessThanOrEqualTo(SentenceSplitter.LENGTH_MAX));
            }
        });
    }

    @Test
    void readsANumberOfAnyLengthInPieces() {
        String digits = "7".repeat(10_000);
        String spoken = new KoreanNormalizer()
                .normalize(digits).stream()
                        .flatMap(sentence -> sentence.words().stream())
                        .map(SpokenWord::spoken)
                        .collect(Collectors.joining());

        assertThat(spoken).isEqualTo("칠".repeat(10_000));
    }

    /** Never applies. */
    private record CountingRule(int[] asked) implements Rule {
        @Override
        public SemioticClass semioticClass() {
            return SemioticClass.PLAIN;
        }

        @Override
        public int read(Tokens tokens, int at, Reading out) {
            asked[0]++;
            return 0;
        }
    }
}
