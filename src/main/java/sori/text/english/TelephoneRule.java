package sori.text.english;

import java.util.List;
import sori.text.rules.NumberGroups;
import sori.text.rules.PlainRule;
import sori.text.rules.Reading;
import sori.text.rules.Rule;
import sori.text.rules.SemioticClass;
import sori.text.rules.Token;
import sori.text.rules.Tokens;

/**
 * Telephone and other numbers in groups, digit by digit with a pause between groups: "+1 (123) 123-5678", "555-1234",
 * "1-800-FLOWERS", "111-11-1111", those of other countries ({@link TelephoneGroups}); and dotted ones: "192.168.0.1", "2.4.1"; and those of
 * books ({@link BookNumber}).
 */
final class TelephoneRule implements Rule {
    private static final int INTERNET_GROUPS = 4;

    @Override
    public SemioticClass semioticClass() {
        return SemioticClass.TELEPHONE;
    }

    @Override
    public boolean mayStartAt(Token.Kind kind) {
        return kind != Token.Kind.WORD;
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
        List<Integer> apart = TelephoneGroups.at(tokens, at);
        if (!apart.isEmpty()) {
            return say(tokens, at, apart, out);
        }
        List<Integer> groups = NumberGroups.groups(tokens, at);
        if (!first.is("+") && groups.size() >= 3 && NumberGroups.isDotted(tokens, groups)) {
            return isGrouped(tokens, groups) ? sayGrouped(tokens, at, groups, out) : sayDotted(tokens, at, groups, out);
        }
        boolean plus = first.is("+") && groups.size() > 1 && NumberGroups.digits(tokens, groups) >= 7;
        if (!plus && !isNumberShape(tokens, groups)) {
            return 0;
        }
        return say(tokens, at, groups, out);
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
                && NumberGroups.FREE_CALL.contains(tokens.get(groups.get(1)).text());
        return switch (lengths) {
            case "3 4 ",
                    "3 3 4 ",
                    "1 3 3 4 ",
                    "2 3 3 4 ",
                    "5 4 ",
                    "3 2 4 ",
                    "3 3 4 1 ",
                    "3 3 4 2 ",
                    "3 3 4 3 ",
                    "3 3 4 4 " -> true;
            default ->
                lengths.startsWith("1 3 ") && free || groups.size() >= 4 && NumberGroups.digits(tokens, groups) >= 9;
        };
    }

    private static int say(Tokens tokens, int at, List<Integer> groups, Reading out) {
        if (tokens.get(at).is("+")) {
            out.say("plus", at, at + 1);
        }
        for (int i = 0; i < groups.size(); i++) {
            int group = groups.get(i);
            Token token = tokens.get(group);
            if (NumberGroups.FREE_CALL.contains(token.text()) && token.text().endsWith("00")) {
                out.say(EnglishNumbers.cardinal(token.text()), group, group + 1);
            } else if (token.isNumber()) {
                out.say(EnglishNumbers.digits(token.text()), group, group + 1);
            } else {
                out.say(PlainRule.letters(token.text()), group, group + 1);
            }
            boolean last = i == groups.size() - 1;
            if (!last && token.isNumber() && tokens.get(groups.get(i + 1)).isNumber()) {
                out.punctuate(",");
            }
        }
        return groups.get(groups.size() - 1) + 1 - at;
    }

    /** "1.000.000", as most of Europe writes a million. */
    private static boolean isGrouped(Tokens tokens, List<Integer> groups) {
        String first = tokens.get(groups.get(0)).text();
        boolean threes =
                groups.stream().skip(1).allMatch(group -> tokens.get(group).isNumber(3, 3));
        boolean round = tokens.get(groups.get(groups.size() - 1)).is("000");
        return threes && !first.startsWith("0") && (round || groups.size() == 3 && first.length() < 3);
    }

    private static int sayGrouped(Tokens tokens, int at, List<Integer> groups, Reading out) {
        StringBuilder digits = new StringBuilder();
        groups.forEach(group -> digits.append(tokens.get(group).text()));
        int end = groups.get(groups.size() - 1) + 1;
        out.say(EnglishNumbers.cardinal(digits.toString()), at, end);
        return end - at;
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
        int end = groups.get(groups.size() - 1) + 1;
        boolean port = !version && tokens.glued(end, ":") && tokens.gluedNumber(end + 1, 2, 5);
        if (!port) {
            return end - at;
        }
        out.say("colon " + EnglishNumbers.digits(tokens.get(end + 1).text()), end, end + 2);
        return end + 2 - at;
    }

    private static boolean isVersionPart(String digits) {
        return digits.length() == 1 || digits.length() == 2 && !digits.startsWith("0");
    }
}
