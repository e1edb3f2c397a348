package sori.text.english;

import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import sori.text.rules.PlainRule;
import sori.text.rules.Reading;
import sori.text.rules.Rule;
import sori.text.rules.SemioticClass;
import sori.text.rules.Token;
import sori.text.rules.Tokens;

/**
 * Telephone and other numbers in groups, digit by digit with a pause between groups: "+1 (123) 123-5678", "555-1234",
 * "1-800-FLOWERS", "111-11-1111"; and dotted ones: "192.168.0.1", "2.4.1"; and those of
 * books ({@link BookNumber}).
 */
public final class TelephoneRule implements Rule {
    private static final int GROUPS_MAX = 10;
    private static final int INTERNET_GROUPS = 4;
    private static final Set<String> FREE_CALL = Set.of("800", "833", "844", "855", "866", "877", "888", "900");

    @Override
    public SemioticClass semioticClass() {
        return SemioticClass.TELEPHONE;
    }

    @Override
    public int read(Tokens tokens, int at, Reading out) {
        Token first = tokens.get(at);
        boolean inside = first.glued() && tokens.get(at - 1).isNumber();
        boolean starts = first.isNumber() || first.is("+") || first.is("(");
        if (inside || !starts) {
            return 0;
        }
        int book = BookNumber.read(tokens, at, out);
        if (book > 0) {
            return book;
        }
        List<Integer> groups = groups(tokens, at);
        if (groups.size() >= 3 && isDotted(tokens, groups)) {
            return sayDotted(tokens, at, groups, out);
        }
        boolean plus = first.is("+") && groups.size() > 1 && digits(tokens, groups) >= 7;
        if (!plus && !isNumberShape(tokens, groups)) {
            return 0;
        }
        return say(tokens, at, groups, out);
    }

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
        if (tokens.get(next).is("(") && groups.size() == 1) {
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

    private static boolean isNumberShape(Tokens tokens, List<Integer> groups) {
        StringBuilder shape = new StringBuilder();
        for (int group : groups) {
            Token token = tokens.get(group);
            shape.append(token.isNumber() ? Integer.toString(token.text().length()) : "A")
                    .append(' ');
        }
        String lengths = shape.toString();
        boolean free = groups.size() > 2
                && FREE_CALL.contains(tokens.get(groups.get(1)).text());
        return switch (lengths) {
            case "3 4 ", "3 3 4 ", "1 3 3 4 ", "2 3 3 4 ", "3 2 4 ", "3 3 4 1 ", "3 3 4 2 ", "3 3 4 3 ", "3 3 4 4 " ->
                true;
            default -> lengths.startsWith("1 3 ") && free || groups.size() >= 4 && digits(tokens, groups) >= 9;
        };
    }

    private static int say(Tokens tokens, int at, List<Integer> groups, Reading out) {
        if (tokens.get(at).is("+")) {
            out.say("plus", at, at + 1);
        }
        for (int group : groups) {
            Token token = tokens.get(group);
            if (FREE_CALL.contains(token.text()) && token.text().endsWith("00")) {
                out.say(EnglishNumbers.cardinal(token.text()), group, group + 1);
            } else if (token.isNumber()) {
                out.say(EnglishNumbers.digits(token.text()), group, group + 1);
            } else {
                out.say(PlainRule.letters(token.text()), group, group + 1);
            }
            boolean last = group == groups.get(groups.size() - 1);
            boolean word = !token.isNumber() || !last && !tokens.get(group + 2).isNumber();
            if (!last && !word) {
                out.punctuate(",");
            }
        }
        return groups.get(groups.size() - 1) + 1 - at;
    }

    private static int sayDotted(Tokens tokens, int at, List<Integer> groups, Reading out) {
        boolean version = groups.size() != INTERNET_GROUPS
                && groups.stream()
                        .allMatch(group -> isVersionPart(tokens.get(group).text()));
        for (int group : groups) {
            if (group != groups.get(0)) {
                out.say("dot", group - 1, group);
            }
            String digits = tokens.get(group).text();
            out.say(version ? EnglishNumbers.cardinal(digits) : EnglishNumbers.digits(digits), group, group + 1);
        }
        return groups.get(groups.size() - 1) + 1 - at;
    }

    private static boolean isVersionPart(String digits) {
        return digits.length() == 1 || digits.length() == 2 && !digits.startsWith("0");
    }
}
