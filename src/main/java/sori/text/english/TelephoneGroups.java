package sori.text.english;

import java.util.ArrayList;
import java.util.List;
import sori.text.rules.Token;
import sori.text.rules.Tokens;

/** The groups of telephone numbers as the world writes them, with spaces or hyphens: "020 7946 0958", "135-4567-8900", "1300 123 456". */
final class TelephoneGroups {
    private static final int GROUPS_MAX = 6;
    private static final int DIGITS_MIN = 9;
    private static final int DIGITS_MAX = 12;

    private TelephoneGroups() {}

    /** The tokens of the groups of the number that starts at a token; none where no such number starts. */
    static List<Integer> at(Tokens tokens, int at) {
        boolean open = tokens.get(at).is("(");
        int next = open ? at + 1 : at;
        List<Integer> groups = new ArrayList<>();
        while (groups.size() < GROUPS_MAX && tokens.get(next).isNumber(1, 8)) {
            groups.add(next);
            next = open && groups.size() == 1 && tokens.glued(next + 1, ")")
                    ? next + 2
                    : afterSeparator(tokens, next + 1);
        }
        boolean closed = !open || groups.size() > 1 && groups.get(1) == groups.get(0) + 2;
        while (closed && groups.size() > 1) {
            int end = groups.get(groups.size() - 1) + 1;
            if (isShape(tokens, groups) && !goesOn(tokens, end)) {
                return groups;
            }
            groups.remove(groups.size() - 1);
        }
        return List.of();
    }

    private static int afterSeparator(Tokens tokens, int at) {
        boolean hyphen = tokens.glued(at, "-") && tokens.get(at + 1).glued();
        return hyphen ? at + 1 : tokens.get(at).glued() ? Integer.MAX_VALUE : at;
    }

    private static boolean goesOn(Tokens tokens, int end) {
        Token token = tokens.get(end);
        boolean more = tokens.get(end + 1).glued() && tokens.get(end + 1).isNumber();
        return token.glued() && (token.isWord() || token.isAnyOf("%°") || token.isAnyOf(".,-/:") && more);
    }

    private static boolean isShape(Tokens tokens, List<Integer> groups) {
        StringBuilder lengths = new StringBuilder();
        int digits = 0;
        int shortest = Integer.MAX_VALUE;
        for (int group : groups) {
            int length = tokens.get(group).text().length();
            lengths.append(length).append(' ');
            digits += length;
            shortest = group == groups.get(0) ? shortest : Math.min(shortest, length);
        }
        String first = tokens.get(groups.get(0)).text();
        boolean trunk = first.startsWith("0")
                && first.length() >= 2
                && first.length() <= 5
                && shortest >= 2
                && digits >= DIGITS_MIN
                && digits <= DIGITS_MAX;
        return trunk || isShape(lengths.toString(), first);
    }

    /** Numbers that do not begin with a zero, by the lengths of their groups. */
    private static boolean isShape(String lengths, String first) {
        return switch (lengths) {
            case "3 4 4 " -> first.startsWith("1");
            case "4 4 4 4 " -> true;
            case "4 3 3 " -> first.endsWith("00");
            case "5 5 " -> first.charAt(0) >= '6';
            case "1 3 3 4 " -> first.equals("1");
            default -> false;
        };
    }
}
