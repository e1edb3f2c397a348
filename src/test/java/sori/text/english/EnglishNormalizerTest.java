package sori.text.english;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;
import sori.text.EmbedMode;
import sori.text.EmojiReading;
import sori.text.Lexicon;
import sori.text.Normalizer;
import sori.text.Sentence;
import sori.text.SpokenWord;
import sori.text.SymbolEncoder;
import sori.text.SymbolTable;
import sori.text.TextTable;

class EnglishNormalizerTest {
    /** Characters. */
    private static final int SENTENCE_LENGTH_MAX = 200;

    private final EnglishNormalizer normalizer = new EnglishNormalizer();

    @ParameterizedTest(name = "{0} is read {1}")
    @MethodSource("cases")
    void readsWhatIsWritten(String written, String spoken) {
        String line = Sentence.line(normalizer.normalize(written));

        assertThat(line.replaceAll("[^\\p{IsLatin}' ]", "").toLowerCase(Locale.ROOT))
                .isEqualTo(spoken.toLowerCase(Locale.ROOT));
    }

    static Stream<Arguments> cases() {
        return TextTable.rows("english-cases.tsv").stream().map(row -> Arguments.of(row.get(0), row.get(1)));
    }

    @ParameterizedTest
    @ValueSource(strings = {"", " ", "\n", "—", "?!", "***", "😀", "\ud800", "\u0301", "(){}", "\u200b"})
    void saysNothingWhereNothingCanBeSaid(String written) {
        assertThat(normalizer.normalize(written)).isEmpty();
    }

    @Test
    void keepsAccentsWhichTheEncoderTakesOffForATableThatLacksThem() {
        SymbolEncoder encoder =
                new SymbolEncoder(SymbolTable.english(), Lexicon.of(Map.of("cafe", "K AE0 F EY1")), EmbedMode.LEXICON);
        List<SpokenWord> words = words("Caf\u00e9 M\u00fcller's \u0141\u00f3d\u017a");

        assertThat(words)
                .extracting(SpokenWord::spoken)
                .containsExactly("caf\u00e9", "m\u00fcller's", "\u0142\u00f3d\u017a");
        String encoded = Arrays.stream(encoder.encode(words).symbols())
                .mapToObj(SymbolTable.english()::symbol)
                .collect(Collectors.joining());
        assertThat(encoded).isEqualTo("@K@AE0@F@EY1 muller's lodz~");
    }

    @Test
    void namesEmojiWhereThatIsSet() {
        Normalizer named = new EnglishNormalizer().with(EmojiReading.NAMED);

        assertThat(Sentence.line(named.normalize("Good \ud83d\udc4d\ud83c\udffd job")))
                .isEqualTo("good thumbs up sign, job");
        assertThat(Sentence.line(normalizer.normalize("Good \ud83d\udc4d job"))).isEqualTo("good job");
    }

    @Test
    void splitsSentencesButNotAtAbbreviations() {
        assertThat(sentences("Dr. Lee met J. Fox at 5 p.m. on Elm St. today. Then he left! Did he?"))
                .containsExactly("doctor lee met j fox at five PM on elm street today.", "then he left!", "did he?");
        assertThat(sentences("The U.S. Army left the U.S. They came at 9 a.m. The rest is known."))
                .containsExactly("the US army left the US.", "they came at nine AM.", "the rest is known.");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "Saving Pvt. Ryan with Cpl. Klinger.",
                "He works for Warner Bros. Pictures in town.",
                "It stands on Martin Luther King Jr. Blvd. in town.",
                "They left 1600 Pennsylvania Ave. NW for good.",
                "As Smith et al. (2020) show, it is so.",
                "The Sr. Vice President and the Dept. Head met.",
                "He was born near Fifth Ave. Hotel.",
                "See Ch. IV and Mk. II for more."
            })
    void endsNoSentenceAtAnAbbreviationInsideOne(String written) {
        assertThat(normalizer.normalize(written)).hasSize(1);
    }

    @Test
    void keepsThePunctuationThatShapesProsody() {
        assertThat(sentences("Yes, \"well\"; he said: no — never…")).containsExactly("yes, well; he said: no- never.");
    }

    @Test
    void joinsWrappedLinesAndEndsASentenceAtOthers() {
        assertThat(sentences("one line\ngoes on\n\nAnother")).containsExactly("one line goes on", "another");
    }

    @Test
    void keepsEachWordsPlaceInTheWrittenText() {
        String written = "\u201cCafe\u0301\u201d: \uff15\u00bd kg, Dr.\u00a0Wu, 25 July";

        List<String> places = words(written).stream()
                .map(word -> word.spoken() + "=" + written.substring(word.sourceStart(), word.sourceEnd()))
                .toList();

        assertThat(places)
                .startsWith("caf\u00e9=Cafe\u0301")
                .contains("doctor=Dr", "wu=Wu", "twenty=25", "fifth=25", "july=July");
    }

    @Test
    void spellsLettersAsWordsOfTheirOwn() {
        assertThat(words("NBC")).extracting(SpokenWord::spoken).containsExactly("n", "b", "c");
    }

    @Test
    void cutsLongSentencesAtClausesElseAtWords() {
        String clauses = "and so the long story went on for the whole of the day, ".repeat(10);
        String words = "word ".repeat(200);

        assertThat(normalizer.normalize(clauses))
                .hasSizeGreaterThan(2)
                .allSatisfy(s -> assertThat(last(s).punctuation()).isEqualTo(","))
                .allSatisfy(s -> assertThat(length(s)).isLessThanOrEqualTo(SENTENCE_LENGTH_MAX));
        assertThat(normalizer.normalize(words))
                .hasSizeGreaterThan(4)
                .allSatisfy(s -> assertThat(length(s)).isLessThanOrEqualTo(SENTENCE_LENGTH_MAX));
    }

    private List<String> sentences(String written) {
        return normalizer.normalize(written).stream()
                .map(sentence -> Sentence.line(List.of(sentence)))
                .toList();
    }

    private List<SpokenWord> words(String written) {
        return normalizer.normalize(written).stream()
                .flatMap(sentence -> sentence.words().stream())
                .toList();
    }

    private static SpokenWord last(Sentence sentence) {
        return sentence.words().get(sentence.words().size() - 1);
    }

    private static int length(Sentence sentence) {
        int letters = sentence.words().stream()
                .mapToInt(word -> word.spoken().length() + word.punctuation().length())
                .sum();
        return letters + sentence.words().size() - 1;
    }
}
