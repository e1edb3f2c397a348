package sori.bench;

import static java.util.Objects.requireNonNull;
import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
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

    @Test
    void ordinaryTextsAreReadInTheirLanguage() {
        assertThat(new KoreanNormalizer()
                        .normalize(requireNonNull(Texts.byName().get("ko ordinary"))))
                .hasSize(10);
        assertThat(Texts.byName().keySet()).allMatch(name -> name.startsWith("en ") || name.startsWith("ko "));
    }
}
