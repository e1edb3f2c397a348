package sori.text;

import java.util.List;
import java.util.Random;

/** Texts as they are written bit by bit, with whatever makes it hard to tell where a sentence ends. */
public final class LivePieces {
    private static final List<String> ENGLISH = List.of(
            "Hello",
            " there",
            " and",
            " I",
            " saw",
            " Dr.",
            " Smith",
            " at",
            " 5 p.m.",
            " St.",
            " Louis",
            " No. 5",
            "3.",
            "14",
            " 3.14",
            " 1,234.50",
            " $5",
            " 1999.",
            " 20 people",
            " May 5, 2024",
            " U.S.",
            " Army",
            " e.g.",
            " etc.",
            " J. R.",
            "NASA",
            " WAIT",
            " STOP NOW",
            " iPhone",
            " colour",
            " they came,",
            " so we left;",
            " that is:",
            " well —",
            " no - yes",
            "…",
            "...",
            ".",
            "!",
            "?",
            "?!",
            ". ",
            "! ",
            "? ",
            ".\n",
            "\n",
            "\n\n",
            "\r\n",
            " \n \n",
            "\u2029",
            "\u2028",
            "\t",
            " ",
            "   ",
            "\u00a0",
            "\u3000",
            " \"Yes,\"",
            " \"No.\"",
            " \u201cFine!\u201d",
            "\u2018ok\u2019",
            " (see p. 4)",
            "[1]",
            "**Note.**",
            " _so_",
            "\u00bb",
            "```\ncode();\n```",
            "`x = 1.`",
            " https://example.com/a.b?c=d.",
            " me@mail.org.",
            " www.sori.dev",
            "- item\n",
            "1. one\n",
            "\ud83d\ude00",
            "\ud83d\udc69\u200d\ud83d\udcbb",
            "\ud83c\uddf0\ud83c\uddf7",
            "\ud83d",
            "\ude00",
            "\ud840\udc00\ud840\udc01\ud840\udc02 ",
            "e\u0301",
            "\u0301",
            "\u200b",
            "\ufeff",
            "a",
            "A",
            "0",
            "IV",
            " Henry VIII.",
            " the end",
            ",",
            ";",
            ":",
            "-",
            " –",
            "\u3002",
            "\uff01",
            "\u0007",
            "  I",
            "word ",
            " and so the long story went on for the whole of the day",
            " supercalifragilisticexpialidocious");

    private static final List<String> KOREAN = List.of(
            "안녕하세요",
            ".",
            " ",
            ". ",
            "? ",
            "! ",
            "\n",
            "\n\n",
            "저는",
            " 김 박사",
            " 오늘은",
            " 2024. 3. 20.",
            " 수요일입니다",
            " 3.14",
            "3.",
            "5%",
            " 10시 30분",
            " 010-1234-5678",
            "1,234원",
            "입니다",
            "그래요",
            "(수)",
            "\u201c네,\u201d",
            "라고",
            " 말했다",
            "…",
            "~",
            " 3~5개",
            "ㅋㅋ",
            "\u1100\u1161",
            "\u11a8",
            "\u1112\u1161\u11ab\u1100\u1173\u11af",
            "美",
            "語",
            " KBS",
            " Hello",
            " world",
            ", ",
            "; ",
            ": ",
            " - ",
            "— ",
            "\ud83d\ude00",
            "\ud83d",
            "\ude00",
            "\u2029",
            "\r\n",
            "```\n코드\n```",
            " https://한국.kr/a.b",
            "제1",
            "번째",
            " 그리고 우리는 아주 긴 이야기를 계속해서 나누었고",
            "\u0301",
            "\u200b",
            "\u3000",
            "\ud840\udc00\ud840\udc01\ud840\udc02 ",
            "。",
            "！");

    private LivePieces() {}

    /** A text of pieces, some of them any characters of Unicode. */
    public static String text(Random random, boolean korean) {
        List<String> pieces = korean ? KOREAN : ENGLISH;
        StringBuilder text = new StringBuilder();
        int strange = random.nextInt(3) == 0 ? 8 : 200;
        for (int length = random.nextInt(random.nextInt(8) == 0 ? 160 : 40); length >= 0; length--) {
            if (random.nextInt(strange) == 0) {
                text.appendCodePoint(random.nextInt(random.nextBoolean() ? 0x3000 : 0x110000));
            } else {
                text.append(pieces.get(random.nextInt(pieces.size())));
            }
        }
        return text.toString();
    }

    /** Where to cut a text: ordered, perhaps into every character, perhaps several times at one place. */
    public static int[] cuts(Random random, int length) {
        if (random.nextInt(5) == 0) {
            return java.util.stream.IntStream.range(0, length).toArray();
        }
        return random.ints(random.nextInt(12), 0, length + 1).sorted().toArray();
    }
}
