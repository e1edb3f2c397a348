package sori.text.korean;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Random;
import java.util.stream.Collectors;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import sori.text.Sentence;
import sori.text.SpokenWord;

/** What holds for every text, however odd. */
class KoreanNormalizerPropertiesTest {
    private static final String[] PIECES = {
        "₩",
        "$",
        "1",
        "23",
        "2024",
        "6",
        "월",
        "일",
        "년",
        "시",
        "번째",
        "개월",
        "명",
        "억",
        "만",
        "분의",
        "과",
        "제",
        ",",
        ".",
        " ",
        "\n",
        "/",
        "-",
        "~",
        ":",
        "%",
        "(",
        ")",
        "(수)",
        "+",
        "@",
        "kg",
        "m²",
        "°C",
        "AM",
        "KBS",
        "tv",
        "a@b.com",
        "www.",
        "√",
        "½",
        "ㅋ",
        "\u1100",
        "\u1161",
        "\u11a8",
        "美",
        "語",
        "가",
        "이",
        "은",
        "é",
        "\ud83d",
        "010-1234-5678",
        "'",
        "안녕"
    };

    private final KoreanNormalizer normalizer = new KoreanNormalizer();

    @ParameterizedTest(name = "seed {0}")
    @ValueSource(longs = {1, 2, 3, 4, 5, 6})
    void readsAnyMixtureOfPiecesWithOrderedPlaces(long seed) {
        Random random = new Random(seed);
        for (int text = 0; text < 200; text++) {
            StringBuilder written = new StringBuilder();
            for (int length = random.nextInt(30); length >= 0; length--) {
                written.append(PIECES[random.nextInt(PIECES.length)]);
            }
            check(written.toString());
            String once = words(written.toString());
            assertThat(words(once)).as("of \"%s\"", written).isEqualTo(once);
        }
    }

    @ParameterizedTest(name = "seed {0}")
    @ValueSource(longs = {11, 12, 13})
    void readsAnyCharactersWithOrderedPlaces(long seed) {
        Random random = new Random(seed);
        for (int text = 0; text < 100; text++) {
            StringBuilder written = new StringBuilder();
            for (int length = random.nextInt(60); length >= 0; length--) {
                boolean hangul = random.nextBoolean();
                written.appendCodePoint(hangul ? 0xac00 + random.nextInt(11172) : random.nextInt(0x110000));
            }
            check(written.toString());
        }
    }

    private void check(String written) {
        int start = 0;
        for (Sentence sentence : normalizer.normalize(written)) {
            for (SpokenWord word : sentence.words()) {
                assertThat(word.spoken()).as("spoken for \"%s\"", written).matches("[\\p{IsLatin}가-힣']+");
                assertThat(word.sourceStart()).as("start in \"%s\"", written).isGreaterThanOrEqualTo(start);
                assertThat(word.sourceEnd()).isGreaterThan(word.sourceStart()).isLessThanOrEqualTo(written.length());
                start = word.sourceStart();
            }
        }
    }

    private String words(String written) {
        return normalizer.normalize(written).stream()
                .flatMap(sentence -> sentence.words().stream())
                .map(SpokenWord::spoken)
                .collect(Collectors.joining(" "));
    }
}
