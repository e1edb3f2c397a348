package sori.text.english;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.Random;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import sori.text.Sentence;
import sori.text.SpokenWord;
import sori.text.rules.LinearSteps;

/** What holds for every text, however odd. */
class EnglishNormalizerPropertiesTest {
    private static final String[] PIECES = {
        "$",
        "1",
        "23",
        "456",
        "2012",
        ",",
        ".",
        " ",
        "\n",
        "/",
        "-",
        "–",
        ":",
        "%",
        "'",
        "\"",
        "(",
        ")",
        "+",
        "#",
        "@",
        "a.m.",
        "p.m",
        "EST",
        "St",
        "Dr.",
        "kg",
        "m²",
        "°C",
        "Jan",
        "March",
        "IV",
        "Henry",
        "NBC",
        "s",
        "th",
        "x",
        "=",
        "www.",
        "http://",
        "a@b.com",
        "US",
        "800",
        "J.",
        "…",
        "½",
        "é",
        "e\u0301",
        "ﷺ",
        "語",
        "П",
        "\ud83d",
        "\ude00",
        "\u200d",
        "०१",
        "\u202e",
        "\u05e9\u05dc",
        "\u0627\u0644",
        "\u0301\u0302",
        "\u2029",
        "\u0007",
        "ISBN",
        "II",
        "AD",
        "X",
        "×",
        "°",
        "^",
        "Q",
        "colour",
        "organized",
        "may",
        "million",
        "/",
        "*",
        "ea",
        "nzd",
        "\ud83d\udc4d",
        "&amp;",
        "&#39;",
        "⁻³",
        "⁸",
        ">",
        "<",
        "!",
        "-\n",
        "the\n",
        "[a](",
        "](b.c)",
        "==",
        "0x",
        "7F",
        "020",
        "OK",
        "MD",
        "Tenn.",
        "Isaiah",
        "♭",
        "NO",
        "iOS",
        "ALL",
        "half",
        "litres/day",
        "911",
        "call"
    };

    private final EnglishNormalizer normalizer = new EnglishNormalizer();

    @ParameterizedTest(name = "seed {0}")
    @ValueSource(longs = {1, 2, 3, 4, 5, 6, 7, 8})
    void readsAnyMixtureOfPiecesWithOrderedPlaces(long seed) {
        Random random = new Random(seed);
        for (int text = 0; text < 200; text++) {
            StringBuilder written = new StringBuilder();
            for (int length = random.nextInt(40); length >= 0; length--) {
                written.append(PIECES[random.nextInt(PIECES.length)]);
            }
            check(written.toString());
        }
    }

    @ParameterizedTest(name = "seed {0}")
    @ValueSource(longs = {11, 12, 13, 14})
    void readsAnyCharactersWithOrderedPlaces(long seed) {
        Random random = new Random(seed);
        for (int text = 0; text < 100; text++) {
            StringBuilder written = new StringBuilder();
            for (int length = random.nextInt(60); length >= 0; length--) {
                boolean wide = random.nextInt(4) == 0;
                written.appendCodePoint(random.nextInt(wide ? 0x110000 : 0x2fff));
            }
            check(written.toString());
        }
    }

    @ParameterizedTest(name = "seed {0}")
    @ValueSource(longs = {21, 22, 23})
    void saysWhatItHasSaidAgainAlike(long seed) {
        Random random = new Random(seed);
        for (int text = 0; text < 150; text++) {
            StringBuilder written = new StringBuilder();
            for (int length = random.nextInt(30); length >= 0; length--) {
                written.append(PIECES[random.nextInt(PIECES.length)]);
            }
            String once = words(written.toString());
            assertThat(words(once)).as("of \"%s\"", written).isEqualTo(once);
        }
    }

    /** The words alone: a dot behind "est" could be the abbreviation's. */
    private String words(String written) {
        return normalizer.normalize(written).stream()
                .flatMap(sentence -> sentence.words().stream())
                .map(SpokenWord::spoken)
                .collect(Collectors.joining(" "));
    }

    private void check(String written) {
        int start = 0;
        for (Sentence sentence : normalizer.normalize(written)) {
            for (SpokenWord word : sentence.words()) {
                assertThat(word.spoken())
                        .as("spoken for \"%s\"", written)
                        .matches("[\\p{IsLatin}']*\\p{IsLatin}[\\p{IsLatin}']*");
                assertThat(word.punctuation()).matches("[-,.?!;:]?");
                assertThat(word.sourceStart()).as("start in \"%s\"", written).isGreaterThanOrEqualTo(start);
                assertThat(word.sourceEnd()).isLessThanOrEqualTo(written.length());
                start = word.sourceStart();
            }
        }
    }

    @ParameterizedTest(name = "many times \"{0}\"")
    @ValueSource(
            strings = {
                "1",
                "a",
                "1,",
                "1,000",
                ".",
                "a.",
                "A.",
                "1.",
                "(",
                "\"",
                "\u0301",
                "1/",
                "$",
                "$1",
                "a@",
                "a.b",
                "(1) ",
                "1-",
                "1:",
                "+1 ",
                "St. ",
                "12 E ",
                "Jan ",
                "X ",
                "NBC ",
                "語",
                "-",
                "'",
                "http://a",
                "a\n",
                "ﷺ",
                "\"'(",
                "\"(1) ",
                "\u05d0\u202e",
                "\ud83d",
                "ISBN 1-",
                "5 may ",
                "1\u00b01'",
                "II ",
                "1 000 ",
                "$1/",
                "1 - ",
                "colour",
                "[a](b.c",
                "](a.b \"",
                "[[a] ",
                "&amp",
                "x⁸",
                "the\n",
                "a-\n",
                "1\"",
                "ALL IN ",
                "020 ",
                "911 or ",
                "A, OK ",
                "Sir John ",
                "a >",
                "St. A ",
                "0xA",
                "$x^",
                "$$a_",
                "\\frac{",
                "\\sqrt{\\(x",
                "1. Nf3 ",
                "O-O-",
                "a(s)",
                "00:01:02,500 -->",
                "2s. 6d.",
                "4-4-"
            })
    void worksInProportionToTheLength(String piece) {
        int times = 400;
        long once = LinearSteps.looks(normalizer, piece.repeat(times));
        long tenfold = LinearSteps.looks(normalizer, piece.repeat(10 * times));

        assertThat(tenfold).isLessThanOrEqualTo(12 * once + 50_000);
        assertThat(spokenLength(piece.repeat(times))).isLessThanOrEqualTo(60L * times * piece.length() + 100);
    }

    @Test
    void boundsWhatTenThousandOfAKindAreReadAs() {
        assertThat(spokenLength("7".repeat(10_000))).isLessThan(60_000);
        assertThat(normalizer.normalize("a" + "\u0301".repeat(10_000)))
                .hasSize(1)
                .first()
                .satisfies(sentence -> {
                    assertThat(sentence.words()).hasSize(1);
                    assertThat(sentence.words().get(0).sourceEnd()).isEqualTo(10_001);
                });
        assertThat(Sentence.line(normalizer.normalize("\"(".repeat(5_000) + "in" + ")\"".repeat(5_000))))
                .isEqualTo("in,");
    }

    private long spokenLength(String written) {
        List<Sentence> sentences = normalizer.normalize(written);
        return Sentence.line(sentences).length();
    }
}
