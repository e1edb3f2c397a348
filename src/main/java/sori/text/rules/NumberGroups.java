package sori.text.rules;

import java.util.ArrayList;
import java.util.List;
import java.util.Set;

/** Numbers written in groups of digits that are joined, as telephone numbers are. Stateless. */
public final class NumberGroups {
    private static final int GROUPS_MAX = 10;
    public static final Set<String> FREE_CALL = Set.of("800", "833", "844", "855", "866", "877", "888", "900");

    private NumberGroups() {}

    /** The tokens of the groups of digits or capitals from here on, as far as they are joined like a number's. */
    public static List<Integer> groups(Tokens tokens, int at) {
        List<Integer> groups = new ArrayList<>();
        int next = at;
        if (tokens.get(next).is("+")) {
            next++;
        }
        boolean open = tokens.get(next).is("(");
        next = open ? next + 1 : next;
        while (groups.size() < GROUPS_MAX && isGroup(tokens, next, groups)) {
            groups.add(next);
            next = afterSeparator(tokens, next + 1, groups);
        }
        return groups;
    }

    private static boolean isGroup(Tokens tokens, int at, List<Integer> before) {
        Token token = tokens.get(at);
        boolean vanity = before.size() >= 2
                && token.isUpperCase()
                && token.text().length() <= 10
                && FREE_CALL.contains(tokens.get(before.get(1)).text());
        return token.isNumber(1, 10) || vanity;
    }

    /** Token after ".", "-", ")", ") ", " (" or "("; a space alone separates only after a bracket or the country's code. */
    private static int afterSeparator(Tokens tokens, int at, List<Integer> groups) {
        int next = at;
        if (tokens.glued(next, ")")) {
            next = tokens.get(next + 1).is("-") ? next + 2 : next + 1;
            return next;
        }
        if (tokens.gluedAnyOf(next, "-.") && tokens.get(next + 1).glued()) {
            next++;
            return tokens.get(next).is("(") ? next + 1 : next;
        }
        boolean more =
                tokens.get(next + 2).is(")") && (tokens.get(next + 3).isNumber() || tokens.gluedAnyOf(next + 3, "-."));
        if (tokens.get(next).is("(") && groups.size() == 1 && more) {
            return next + 1;
        }
        boolean country = tokens.get(groups.get(0) - 1).is("+");
        boolean spaced =
                !tokens.get(next).glued() && tokens.get(next).isNumber() && (country || isSpaced(tokens, next - 1));
        return spaced ? next : Integer.MAX_VALUE;
    }

    /** "555 123 4567", looked at from any of its groups. */
    private static boolean isSpaced(Tokens tokens, int at) {
        for (int first = at - 1; first <= at; first++) {
            if (tokens.get(first).isNumber(3, 3)
                    && tokens.get(first + 1).isNumber(3, 3)
                    && tokens.get(first + 2).isNumber(4, 4)) {
                return true;
            }
        }
        return false;
    }

    public static int digits(Tokens tokens, List<Integer> groups) {
        return groups.stream()
                .mapToInt(group -> tokens.get(group).text().length())
                .sum();
    }

    public static boolean isDotted(Tokens tokens, List<Integer> groups) {
        for (int group : groups.subList(1, groups.size())) {
            if (!tokens.get(group - 1).is(".")) {
                return false;
            }
        }
        return digits(tokens, groups) < 3 * groups.size() + 1
                && tokens.get(groups.get(0)).text().length() <= 3;
    }
}
