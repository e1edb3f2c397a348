package sori.text.rules;

import org.jspecify.annotations.Nullable;

/**
 * A number as it was written, such as {@code 1,234.50} or {@code .5}.
 *
 * @param whole digits before the point, without separators; "" in {@code .5}
 * @param fraction digits after the point; "" without one
 * @param grouped whether thousands were separated
 * @param end token after the number
 */
public record WrittenNumber(String whole, String fraction, boolean grouped, int end) {
    /** More groups of thousands are no number that anyone reads. */
    private static final int GROUPS_MAX = 8;

    /** The number that starts at a token; null if none does. */
    public static @Nullable WrittenNumber at(Tokens tokens, int at) {
        Token first = tokens.get(at);
        boolean point = first.is(".")
                && tokens.gluedNumber(at + 1, 1, 30)
                && !(first.glued() && tokens.get(at - 1).isWord());
        if (point) {
            return new WrittenNumber("", tokens.get(at + 1).text(), false, at + 2);
        }
        if (!first.isNumber()) {
            return null;
        }
        StringBuilder whole = new StringBuilder(first.text());
        int next = at + 1;
        int pairs = first.isNumber(1, 2) ? pairs(tokens, next) : 0;
        for (; pairs > 0; pairs--) {
            whole.append(tokens.get(next + 1).text());
            next += 2;
        }
        int most = next > at + 1 ? 1 : GROUPS_MAX;
        for (int groups = 0; groups < most && first.isNumber(1, 3) && isGroup(tokens, next); groups++) {
            whole.append(tokens.get(next + 1).text());
            next += 2;
        }
        if (next == at + 1 && isSpaced(tokens, at)) {
            while (isSpacedGroup(tokens, next) && next - at <= GROUPS_MAX) {
                whole.append(tokens.get(next).text());
                next++;
            }
        }
        boolean grouped = next > at + 1;
        boolean fraction = tokens.glued(next, ".") && tokens.gluedNumber(next + 1, 1, 30);
        return fraction
                ? new WrittenNumber(whole.toString(), tokens.get(next + 1).text(), grouped, next + 2)
                : new WrittenNumber(whole.toString(), "", grouped, next);
    }

    /** How many groups of two digits stand before the last, which has three, as in India: one in "1,50,000". */
    private static int pairs(Tokens tokens, int comma) {
        int pairs = 0;
        while (pairs < GROUPS_MAX
                && tokens.glued(comma + 2 * pairs, ",")
                && tokens.gluedNumber(comma + 2 * pairs + 1, 2, 2)) {
            pairs++;
        }
        return pairs > 0 && isGroup(tokens, comma + 2 * pairs) ? pairs : 0;
    }

    private static boolean isGroup(Tokens tokens, int comma) {
        return tokens.glued(comma, ",") && tokens.gluedNumber(comma + 1, 3, 3);
    }

    /** "1 234 567" or "10 000": groups of three behind spaces, with no other number next to them. */
    private static boolean isSpaced(Tokens tokens, int at) {
        Token before = tokens.get(at - 1);
        boolean first = tokens.get(at).isNumber(1, 3) && !tokens.get(at).text().startsWith("0");
        if (!first || tokens.get(at).glued() || before.isNumber() || before.isCapitalized()) {
            return false;
        }
        int end = at + 1;
        while (isSpacedGroup(tokens, end) && end - at <= GROUPS_MAX) {
            end++;
        }
        boolean many =
                end > at + 2 || end == at + 2 && tokens.get(end - 1).text().endsWith("00");
        return many && !tokens.get(end).isNumber() && !tokens.glued(end, "-");
    }

    private static boolean isSpacedGroup(Tokens tokens, int at) {
        return tokens.get(at).isNumber(3, 3) && !tokens.get(at).glued();
    }

    public boolean isWhole() {
        return fraction.isEmpty();
    }

    /** Exactly one, so that a singular follows. */
    public boolean isOne() {
        return isWhole() && whole.equals("1");
    }

    /** A dash before a number is its sign unless something stands glued before it. */
    public static boolean isMinus(Tokens tokens, int at) {
        Token dash = tokens.get(at);
        Token next = tokens.get(at + 1);
        boolean number = next.glued() && (next.isNumber() || next.is(".") && tokens.gluedNumber(at + 2, 1, 30));
        if (!dash.is("-") || !number) {
            return false;
        }
        Token before = tokens.get(at - 1);
        return !dash.glued() || !(before.isWord() || before.isNumber() || before.isAnyOf(")%$"));
    }
}
