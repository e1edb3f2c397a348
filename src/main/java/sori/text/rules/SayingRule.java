package sori.text.rules;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import sori.text.TextTable;

/** Expressions with a reading of their own, from {@code sayings.tsv}: "401(k)", "24/7", "AT&T". */
public final class SayingRule implements Rule {
    /** @param anyCase whether case doesn't count */
    private record Saying(List<Token> written, String spoken, boolean anyCase) {}

    private static final String PHONES = "{";

    private final Map<String, List<Saying>> byFirst;

    /** @param table what is written and how it is read, beside this class */
    public SayingRule(String table) {
        this(TextTable.pairs(table), false);
    }

    /** @param lowerMeansAnyCase whether what is written in lower case stands for capitals as well */
    public SayingRule(Map<String, String> spokenByWritten, boolean lowerMeansAnyCase) {
        byFirst = byFirst(spokenByWritten, lowerMeansAnyCase);
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
        for (Saying saying : byFirst.getOrDefault(tokens.get(at).text().toLowerCase(Locale.ROOT), List.of())) {
            int end = at + saying.written.size();
            if (matches(saying, tokens, at) && (isNumbered(tokens, end) || !continues(tokens, end))) {
                say(saying.spoken, at, end, out);
                if (goesOn(tokens, at, end)) {
                    out.hold();
                }
                return end - at;
            }
        }
        return 0;
    }

    /** "No.1", "p.12". */
    private static boolean isNumbered(Tokens tokens, int end) {
        return tokens.get(end - 1).is(".") && tokens.get(end).isNumber();
    }

    /** Whether a last dot can't end a sentence too: "et al. (2020)", "No. 1", "Mr. Kim". */
    private static boolean goesOn(Tokens tokens, int at, int end) {
        Token next = tokens.get(end);
        boolean title = tokens.get(at).isCapitalized() && end == at + 2 && next.isWord();
        return tokens.get(end - 1).is(".") && (title || next.isNumber() || next.is("(") || next.isLowerCase());
    }

    private static void say(String spoken, int at, int end, Reading out) {
        if (spoken.startsWith(PHONES)) {
            out.sayWord(spoken, at, end);
        } else {
            out.say(spoken, at, end);
        }
    }

    private static boolean matches(Saying saying, Tokens tokens, int at) {
        List<Token> written = saying.written;
        for (int i = 0; i < written.size(); i++) {
            Token token = tokens.get(at + i);
            boolean spacedAlike = i == 0 || token.glued() == written.get(i).glued();
            String wanted = written.get(i).text();
            boolean alike = saying.anyCase
                    ? token.text().equalsIgnoreCase(wanted)
                    : token.text().equals(wanted);
            if (!spacedAlike || !alike) {
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

    private static Map<String, List<Saying>> byFirst(Map<String, String> sayings, boolean lowerMeansAnyCase) {
        Map<String, List<Saying>> byFirst = new HashMap<>();
        sayings.forEach((written, spoken) -> {
            Tokens tokens = new Tokens(written);
            List<Token> sequence = new ArrayList<>();
            for (int i = 0; i < tokens.size(); i++) {
                sequence.add(tokens.get(i));
            }
            boolean anyCase = lowerMeansAnyCase && written.equals(written.toLowerCase(Locale.ROOT));
            byFirst.computeIfAbsent(sequence.get(0).text().toLowerCase(Locale.ROOT), first -> new ArrayList<>())
                    .add(new Saying(sequence, spoken, anyCase));
        });
        return byFirst;
    }
}
