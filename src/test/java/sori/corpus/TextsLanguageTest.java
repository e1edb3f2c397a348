package sori.corpus;

import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import sori.text.Language;

class TextsLanguageTest {
    private static List<Corpus.Utterance> utterances(String... texts) {
        return IntStream.range(0, texts.length)
                .mapToObj(i -> new Corpus.Utterance("u" + i, texts[i], Path.of("none"), List.of()))
                .toList();
    }

    @Test
    void someForeignLettersAreNoOtherLanguage() {
        assertThatCode(() -> TextsLanguage.require(
                        Language.EN, utterances("the naïve café in Łódź, and nothing else here, 3 times.")))
                .doesNotThrowAnyException();
        assertThatCode(() -> TextsLanguage.require(Language.KO, utterances("티비를 켜고 아홉시 뉴스를 보고 저녁을 먹었습니다, TV.")))
                .doesNotThrowAnyException();
        assertThatCode(() -> TextsLanguage.require(Language.KO, List.of())).doesNotThrowAnyException();
    }

    @Test
    void anotherLanguageIsNamedWhereItIsKnown() {
        assertThatThrownBy(() -> TextsLanguage.require(Language.KO, utterances("네.", "an english text.")))
                .isInstanceOf(IOException.class)
                .hasMessageContaining("the texts are not in Korean (ko): 93 % of their letters")
                .hasMessageContaining("'u1': an english text.; give --language en");
        assertThatThrownBy(() -> TextsLanguage.require(Language.EN, utterances("русский текст")))
                .isInstanceOf(IOException.class)
                .hasMessageContaining("dataset check")
                .hasMessageNotContaining("--language");
    }
}
