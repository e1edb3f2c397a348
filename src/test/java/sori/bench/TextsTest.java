package sori.bench;

import static java.util.Objects.requireNonNull;
import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import sori.text.Cut;
import sori.text.GrowingText;
import sori.text.english.EnglishNormalizer;
import sori.text.korean.KoreanNormalizer;

class TextsTest {
    @Test
    void sentencesBeginAgainWhenTheyRunOut() {
        assertThat(Texts.sentences(60))
                .hasSize(60)
                .startsWith(Texts.sentences(1).get(0));
        assertThat(Texts.sentences(60).get(24)).isEqualTo(Texts.sentences(60).get(0));
    }

    @Test
    void eachEnglishSentenceIsOneToTheEngine() {
        EnglishNormalizer normalizer = new EnglishNormalizer();
        assertThat(Texts.sentences(24))
                .allSatisfy(text -> assertThat(normalizer.normalize(text)).hasSize(1));
    }

    /** What hearing a text takes that comes word by word: the words until its first piece is final, as {@link LiveBenchmark} writes it. */
    @ParameterizedTest
    @CsvSource({"SENTENCE, 13, 18", "CLAUSE, 12, 15"})
    void theFirstPieceIsFinalAfterSoManyWords(Cut cut, int half, int almostAll) {
        List<String> texts = Texts.sentences(120);
        List<Double> words = new ArrayList<>();
        for (int i = 0; i < 60; i++) {
            GrowingText growing = new EnglishNormalizer().with(cut).begin();
            String[] each = (texts.get(2 * i) + " " + texts.get(2 * i + 1) + " ").split("(?<= )");
            int come = 0;
            while (growing.append(each[come++]).isEmpty()) {}
            words.add((double) come);
        }
        Distribution distribution = Distribution.of(words);
        assertThat(distribution.percentile(50)).isEqualTo(half);
        assertThat(distribution.percentile(95)).isEqualTo(almostAll);
    }

    @Test
    void ordinaryTextsAreReadInTheirLanguage() {
        assertThat(new KoreanNormalizer()
                        .normalize(requireNonNull(Texts.byName().get("ko ordinary"))))
                .hasSize(10);
        assertThat(Texts.byName().keySet()).allMatch(name -> name.startsWith("en ") || name.startsWith("ko "));
    }
}
