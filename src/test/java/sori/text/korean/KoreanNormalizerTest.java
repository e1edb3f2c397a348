package sori.text.korean;

import static org.assertj.core.api.Assertions.assertThat;

import java.text.Normalizer.Form;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;
import sori.text.Sentence;
import sori.text.SpokenWord;
import sori.text.TextTable;

class KoreanNormalizerTest {
    private final KoreanNormalizer normalizer = new KoreanNormalizer();

    @ParameterizedTest(name = "{0} is read {1}")
    @MethodSource("cases")
    void readsWhatIsWritten(String written, String spoken) {
        String line = Sentence.line(normalizer.normalize(written));

        assertThat(line.replaceAll("[-,.?!;:]", "")).isEqualTo(spoken);
    }

    static Stream<Arguments> cases() {
        return TextTable.rows("korean-cases.tsv").stream().map(row -> Arguments.of(row.get(0), row.get(1)));
    }

    @ParameterizedTest
    @ValueSource(strings = {"", " ", "ㅋㅋㅋ", "ㅠㅠ", "?!", "(大)", "\u1100"})
    void saysNothingWhereNothingCanBeSaid(String written) {
        assertThat(normalizer.normalize(written)).isEmpty();
    }

    @Test
    void readsConjoiningJamoAsSyllables() {
        String written = java.text.Normalizer.normalize("국물 3개", Form.NFD);

        List<SpokenWord> words = normalizer.normalize(written).get(0).words();

        assertThat(words).extracting(SpokenWord::spoken).containsExactly("국물", "세개");
        assertThat(written.substring(words.get(0).sourceStart(), words.get(0).sourceEnd()))
                .isEqualTo(java.text.Normalizer.normalize("국물", Form.NFD));
    }

    @Test
    void keepsEachWordsPlaceInTheWrittenText() {
        String written = "사과 3개를 1,500원에";

        List<String> places = normalizer.normalize(written).get(0).words().stream()
                .map(word -> word.spoken() + "=" + written.substring(word.sourceStart(), word.sourceEnd()))
                .toList();

        assertThat(places).containsExactly("사과=사과", "세개를=3개를", "천오백원에=1,500원에");
    }

    @Test
    void splitsSentences() {
        assertThat(normalizer.normalize("안녕하세요. 오늘은 2024. 3. 20. 수요일입니다! 네?")).hasSize(3);
    }
}
