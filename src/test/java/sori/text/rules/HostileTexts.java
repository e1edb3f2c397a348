package sori.text.rules;

import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.stream.Stream;

/** Texts that make a reader work: each piece, and each mixture of pieces, over and over, and something at last that fits nothing. */
public final class HostileTexts {
    private static final List<String> PIECES = List.of(
            "\"",
            "'",
            "“",
            "‹",
            "<",
            ">",
            "&",
            "&amp;",
            "&#x41;",
            "(",
            ")",
            "[",
            "{",
            "1",
            "0",
            "12 ",
            "1,000",
            ",",
            ".",
            "-",
            "–",
            "/",
            ":",
            ";",
            "?",
            "!",
            "…",
            "a",
            "A",
            "é",
            "q",
            "w ",
            " ",
            "\n",
            "\t",
            "\u2029",
            "👍",
            "👨\u200d👩",
            "\ufdfa",
            "ﬃ",
            "㌖",
            "½",
            "\u0301",
            "\u0902",
            "각",
            "가 ",
            "\u1100\u1161",
            "ㅋ",
            "語",
            "の",
            "ア",
            "ሀ",
            "א",
            "П",
            "\u0e01",
            "IV ",
            "XX",
            "$",
            "₩",
            "1억",
            "a@",
            "b.c",
            "#",
            "_",
            "\\",
            "|",
            "~",
            "=",
            "×",
            "°",
            "St. ",
            "Jan ",
            "5 may ",
            "NBC ",
            "e.g. ",
            "U.S. ",
            "No. ",
            "ISBN 1-",
            "[a](",
            "](b.c ",
            "⁻³",
            "the\n",
            "a-\n",
            "1\"",
            "020 ",
            "911 or ",
            "A, OK ",
            "Sir John ",
            "ALL IN ",
            "0xA",
            "$x^",
            "$$a_",
            "\\frac{1}{",
            "\\(x",
            "{\\sqrt",
            "1. Nf3 ",
            "O-O-",
            "a(s)",
            "00:01:02,500 --> ",
            "A320-200",
            "2s. 6d.",
            "N.Y., N.",
            "4-4-",
            "mg/kg/",
            "Jan 5, 2024",
            "女不率",
            "은(는)",
            "김○",
            "[1/3] ",
            "```",
            "\n```\n",
            "\n```x",
            "a >= ",
            "==",
            "http://a",
            "1-800-AB ",
            "번호 12",
            "제1",
            "\ud83d",
            "<break time='10s'/>",
            "<b>",
            "</b>",
            "<a b='",
            "<!--",
            "<![CDATA[",
            "<?",
            "]]>",
            "-->",
            "<sub alias='1'>",
            "<say-as interpret-as='characters'>");

    private static final List<String> LAST = List.of("", "a", "\u0001", "\n", ">", "'", "</b>", ";");

    private HostileTexts() {}

    /** Pieces to be repeated: each one, those that begin unlike the rest, and mixtures of two to four. */
    public static Stream<String> pieces(long seed, int mixtures) {
        List<String> pieces = new ArrayList<>(PIECES);
        Random random = new Random(seed);
        for (int i = 0; i < mixtures; i++) {
            StringBuilder mixture = new StringBuilder();
            for (int length = 2 + random.nextInt(3); length > 0; length--) {
                mixture.append(PIECES.get(random.nextInt(PIECES.size())));
            }
            pieces.add(mixture.toString());
        }
        return pieces.stream();
    }

    /** A piece as often as it takes for so many characters, in whole, and an end that the piece may not be used to. */
    static String repeated(String piece, int characters, int ending) {
        return piece.repeat(Math.max(1, characters / piece.length())) + LAST.get(Math.floorMod(ending, LAST.size()));
    }
}
