package sori.text.korean;

import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import sori.text.rules.NumberGroups;
import sori.text.rules.Reading;
import sori.text.rules.Rule;
import sori.text.rules.SemioticClass;
import sori.text.rules.Token;
import sori.text.rules.Tokens;

/**
 * Numbers in groups, digit by digit: "010-1234-5678", "010 1234 5678", "+82 10-1234-5678" (with 국가번호), cards ("1234-5678-9012-3456"), and
 * dotted ones such as "192.168.0.1".
 */
final class KoreanTelephoneRule implements Rule {
    /** Digits in each group, joined by spaces. */
    private static final Set<String> SHAPES = Set.of(
            "3 3 4", "3 4 4", "2 3 4", "2 4 4", "4 4", "3 4", "3 2 4", "4 3 4", "4 4 4", "6 7", "3 2 5", "3 3 3",
            "3 2 6");

    private static final List<String> YEARLY = List.of("년", "시즌", "학년");
    private static final String CARD = "4 4 4 4";
    private static final int DIGITS_MIN = 7;

    /** Digits of an account's number in three groups. */
    private static final int ACCOUNT_MIN = 11;

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
        if (inside || !(first.isNumber() || first.is("+") || first.is("("))) {
            return 0;
        }
        List<Integer> spaced = KoreanSpacedNumber.groups(tokens, at);
        if (!spaced.isEmpty()) {
            return sayGroups(tokens, at, spaced, out);
        }
        List<Integer> groups = NumberGroups.groups(tokens, at);
        boolean digits = groups.stream().allMatch(group -> tokens.get(group).isNumber());
        if (groups.size() < 2 || !digits) {
            return 0;
        }
        if (groups.size() >= 3 && NumberGroups.isDotted(tokens, groups)) {
            return sayDotted(tokens, at, groups, out);
        }
        String shape = shape(tokens, groups);
        boolean country = first.is("+") && NumberGroups.digits(tokens, groups) >= DIGITS_MIN;
        if (!country && !shape.equals(CARD) && !isNumber(tokens, at, shape, groups)) {
            return 0;
        }
        if (shape.equals(CARD)) {
            out.say("신용카드", at, groups.get(0) + 1);
        } else if (country) {
            out.say("국가번호", at, groups.get(0) + 1);
        }
        return sayGroups(tokens, at, groups, out);
    }

    private static int sayGroups(Tokens tokens, int at, List<Integer> groups, Reading out) {
        for (int i = 0; i < groups.size(); i++) {
            int group = groups.get(i);
            int start = i == 0 ? at : group;
            out.say(KoreanNumbers.digits(tokens.get(group).text()), start, group + 1);
        }
        return groups.get(groups.size() - 1) + 1 - at;
    }

    private static boolean isNumber(Tokens tokens, int at, String shape, List<Integer> groups) {
        boolean bracket = tokens.get(at).is("(") && NumberGroups.digits(tokens, groups) >= DIGITS_MIN;
        int least = groups.size() >= 4 ? DIGITS_MIN + 2 : ACCOUNT_MIN;
        boolean account = groups.size() >= 3 && NumberGroups.digits(tokens, groups) >= least;
        Token next = tokens.get(groups.get(groups.size() - 1) + 1);
        boolean years = next.glued() && YEARLY.stream().anyMatch(next.text()::startsWith)
                || shape.equals("4 4") && KoreanDateRule.isSpan(tokens, groups.get(0), groups.get(1));
        return !years && (SHAPES.contains(shape) || bracket || account || KoreanCodes.isAnnounced(tokens, at));
    }

    private static String shape(Tokens tokens, List<Integer> groups) {
        List<String> lengths = new ArrayList<>();
        for (int group : groups) {
            lengths.add(Integer.toString(tokens.get(group).text().length()));
        }
        return String.join(" ", lengths);
    }

    private static int sayDotted(Tokens tokens, int at, List<Integer> groups, Reading out) {
        for (int group : groups) {
            if (group != groups.get(0)) {
                out.say("점", group - 1, group);
            }
            String digits = tokens.get(group).text();
            boolean version = digits.length() <= 2 && !digits.startsWith("0");
            out.say(version ? KoreanNumbers.sino(digits) : KoreanNumbers.digits(digits), group, group + 1);
        }
        return groups.get(groups.size() - 1) + 1 - at;
    }
}
