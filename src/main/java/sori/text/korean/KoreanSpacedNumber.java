package sori.text.korean;

import java.util.List;
import java.util.Set;
import java.util.stream.Stream;
import sori.text.rules.Token;
import sori.text.rules.Tokens;

/** Telephone numbers whose groups are parted by spaces: "010 1234 5678", "02) 123 4567", "1588 1234". */
final class KoreanSpacedNumber {
    private static final Set<String> SERVICES = Set.of(
            "1522", "1533", "1544", "1551", "1555", "1566", "1577", "1588", "1599", "1600", "1644", "1660", "1661",
            "1666", "1668", "1670", "1688", "1800", "1811", "1833", "1855", "1877", "1899");

    private static final Set<String> AREAS = Set.of(
            "02", "031", "032", "033", "041", "042", "043", "044", "051", "052", "053", "054", "055", "061", "062",
            "063", "064", "010", "011", "016", "017", "018", "019", "070", "080", "050", "060", "030", "0502", "0503",
            "0504", "0505", "0507");

    /** What may follow the last group without a space. */
    private static final Set<String> PARTICLES = Set.of(
            "로", "으로", "번", "번으로", "번에", "번은", "번이", "에", "이", "가", "은", "는", "을", "를", "과", "와", "도", "입니다", "번입니다");

    private KoreanSpacedNumber() {}

    /** The tokens of its groups; none if no such number starts here. */
    static List<Integer> groups(Tokens tokens, int at) {
        Token first = tokens.get(at);
        if (!first.isNumber()
                || first.glued()
                        && tokens.get(at - 1).kind() != Token.Kind.WORD
                        && !tokens.get(at - 1).isAnyOf("(:")) {
            return List.of();
        }
        if (SERVICES.contains(first.text())) {
            boolean apart =
                    tokens.get(at + 1).isNumber(4, 4) && !tokens.get(at + 1).glued();
            return apart && ends(tokens, at + 2) ? List.of(at, at + 1) : List.of();
        }
        int second = next(tokens, at + 1);
        int third = next(tokens, second + 1);
        boolean shape = AREAS.contains(first.text())
                && tokens.get(second).isNumber(3, 4)
                && tokens.get(third).isNumber(4, 4);
        boolean spaced =
                Stream.of(second, third).anyMatch(group -> !tokens.get(group).glued());
        return shape && spaced && ends(tokens, third + 1) ? List.of(at, second, third) : List.of();
    }

    /** The number behind a space, a mark, or both. */
    private static int next(Tokens tokens, int at) {
        return tokens.gluedAnyOf(at, ")-.") ? at + 1 : at;
    }

    private static boolean ends(Tokens tokens, int at) {
        Token behind = tokens.get(at);
        boolean word = behind.glued() && behind.isWord();
        return !word || PARTICLES.contains(behind.text());
    }
}
