package sori.text.korean;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import sori.text.EmbedMode;
import sori.text.EncodedSentence;
import sori.text.Lexicon;
import sori.text.SpokenWord;
import sori.text.SymbolEncoder;
import sori.text.SymbolTable;
import sori.text.rules.KoreanSyllables;

class KoreanPronunciationTest {
    @ParameterizedTest(name = "{0} sounds {1}")
    @CsvSource({
        // liaison
        "옷이, 오시",
        "닭을, 달글",
        "값을, 갑쓸",
        "앉아, 안자",
        "읽어, 일거",
        "있어, 이써",
        "밖에, 바께",
        "영어, 영어",
        "한국어, 한구거",
        // palatalisation
        "굳이, 구지",
        "같이, 가치",
        "붙여, 부처",
        "닫히다, 다치다",
        "해돋이, 해도지",
        // aspiration, and ㅎ that falls silent
        "좋다, 조타",
        "많다, 만타",
        "각하, 가카",
        "입학, 이팍",
        "앉히다, 안치다",
        "밝히다, 발키다",
        "읊혀, 을펴",
        "못하다, 모타다",
        "좋아, 조아",
        "싫어, 시러",
        "닿소, 다쏘",
        "놓는, 논는",
        "전화, 전화",
        // tensification
        "국밥, 국빱",
        "학교, 학꾜",
        "있다, 읻따",
        "앉고, 안꼬",
        "닮고, 담꼬",
        "맑게, 말께",
        "닭과, 닥꽈",
        "넓다, 널따",
        "밟다, 밥따",
        "없다, 업따",
        "삶과, 삼과",
        "여덟도, 여덜도",
        // neutralization
        "꽃, 꼳",
        "부엌, 부억",
        "앞, 압",
        "값, 갑",
        "여덟, 여덜",
        "닭, 닥",
        // nasalisation and lateralisation
        "국물, 궁물",
        "먹는, 멍는",
        "밥물, 밤물",
        "없는, 엄는",
        "있는, 인는",
        "종로, 종노",
        "담력, 담녁",
        "협력, 혐녁",
        "국력, 궁녁",
        "신라, 실라",
        "칼날, 칼랄",
        "뚫는, 뚤른",
        "생산량, 생산냥",
        // vowels
        "희망, 히망",
        "무늬, 무니",
        "가져, 가저",
        "의사, 의사",
        // compounds
        "꽃잎이, 꼰니피",
        "맛없어, 마덥써",
        "결정이, 결쩡이",
        "서울역, 서울력"
    })
    void soundsByTheStandardsRules(String spelled, String sounds) {
        assertThat(KoreanPronunciation.of(spelled)).isEqualTo(sounds);
        assertThat(KoreanPronunciation.of(sounds))
                .as("a sound is a spelling of itself")
                .isEqualTo(sounds);
    }

    @ParameterizedTest
    @ValueSource(strings = {"a", "kafka", "gmail", "kr", "tv"})
    void writesLatinLettersInHangul(String word) {
        String sounds = KoreanPronunciation.of(word);

        assertThat(sounds).matches("[가-힣]+");
    }

    @Test
    void keepsEverySyllableASyllable() {
        for (char first = '가'; first <= '힣'; first += 13) {
            for (char second = '가'; second <= '힣'; second += 101) {
                String sounds = KoreanPronunciation.of("" + first + second);

                assertThat(sounds).hasSize(2).matches("[가-힣]{2}");
                assertThat(KoreanSyllables.tail(sounds.charAt(1))).isIn(0, 1, 4, 7, 8, 16, 17, 21);
            }
        }
    }

    @Test
    void entersTheSymbolTableAsJamoInEitherMode() {
        SymbolTable table = SymbolTable.korean();
        List<SpokenWord> words = List.of(new SpokenWord("국물", ".", 0, 2));

        EncodedSentence spelled = new SymbolEncoder(table, Lexicon.EMPTY, EmbedMode.CHARACTERS).encode(words);
        EncodedSentence sounding = new SymbolEncoder(table, Lexicon.EMPTY, EmbedMode.LEXICON).encode(words);

        assertThat(text(table, spelled)).isEqualTo("국물.~");
        assertThat(text(table, sounding)).isEqualTo("궁물.~");
        assertThat(spelled.unmapped()).isZero();
        assertThat(table.size()).isEqualTo(10 + 19 + 21 + 27);
    }

    private static String text(SymbolTable table, EncodedSentence sentence) {
        StringBuilder text = new StringBuilder();
        for (int symbol : sentence.symbols()) {
            text.append(table.symbol(symbol));
        }
        return java.text.Normalizer.normalize(text, java.text.Normalizer.Form.NFC);
    }
}
