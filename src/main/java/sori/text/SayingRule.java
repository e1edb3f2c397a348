package sori.text;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** Expressions with a reading of their own, from {@code sayings.tsv}: "401(k)", "24/7", "AT&T". */
final class SayingRule implements Rule {
    private record Saying(List<Token> written, String spoken) {}

    private final Map<String, List<Saying>> byFirst;

    /** @param table what is written and how it is read, beside this class */
    SayingRule(String table) {
        byFirst = byFirst(table);
    }

    @Override
    public SemioticClass semioticClass() {
        return SemioticClass.ABBREVIATION;
    }

    @Override
    public int read(Tokens tokens, int at, Reading out) {
        if (tokens.get(at).glued() && !tokens.get(at - 1).isAnyOf("([\"'-/")) {
            return 0;
        }
        for (Saying saying : byFirst.getOrDefault(tokens.get(at).text(), List.of())) {
            int end = at + saying.written.size();
            if (matches(saying.written, tokens, at) && !continues(tokens, end)) {
                out.say(saying.spoken, at, end);
                return end - at;
            }
        }
        return 0;
    }

    private static boolean matches(List<Token> written, Tokens tokens, int at) {
        for (int i = 0; i < written.size(); i++) {
            Token token = tokens.get(at + i);
            boolean spacedAlike = i == 0 || token.glued() == written.get(i).glued();
            if (!spacedAlike || !token.text().equals(written.get(i).text())) {
                return false;
            }
        }
        return true;
    }

    private static boolean continues(Tokens tokens, int at) {
        Token next = tokens.get(at);
        boolean goesOn = next.isAnyOf("/-.")
                && tokens.get(at + 1).glued()
                && tokens.get(at + 1).isNumber();
        boolean word = next.isWord() && !Tokens.isHangul(next.text().codePointAt(0));
        return next.glued() && (word || next.isNumber() || goesOn);
    }

    private static Map<String, List<Saying>> byFirst(String table) {
        Map<String, List<Saying>> byFirst = new HashMap<>();
        TextTable.pairs(table).forEach((written, spoken) -> {
            Tokens tokens = new Tokens(written);
            List<Token> sequence = new ArrayList<>();
            for (int i = 0; i < tokens.size(); i++) {
                sequence.add(tokens.get(i));
            }
            byFirst.computeIfAbsent(sequence.get(0).text(), first -> new ArrayList<>())
                    .add(new Saying(sequence, spoken));
        });
        return byFirst;
    }
}
