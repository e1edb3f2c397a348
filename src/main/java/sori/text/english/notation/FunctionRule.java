package sori.text.english.notation;

import java.util.Set;
import sori.text.english.EnglishNumbers;
import sori.text.rules.LettersRule;
import sori.text.rules.PlainRule;
import sori.text.rules.Reading;
import sori.text.rules.Rule;
import sori.text.rules.SemioticClass;
import sori.text.rules.Token;
import sori.text.rules.Tokens;

/** What is written close: "f(x)" is f of x, "O(n)" o of n, "sin(x)" sine of x; the keys of music, "Eb major", "Bb7"; and "ΔT", delta t. */
public final class FunctionRule implements Rule {
    private static final Set<String> NAMED =
            Set.of("sin", "cos", "tan", "log", "ln", "exp", "max", "min", "lim", "det");
    private static final Set<String> BEHIND_KEY = Set.of(
            "major",
            "minor",
            "maj",
            "clarinet",
            "trumpet",
            "cornet",
            "saxophone",
            "sax",
            "horn",
            "tuba",
            "scale",
            "chord");

    private static final String KEYS = "ABDEG";
    private static final int ARGUMENTS_MAX = 4;
    private static final char FIRST_GREEK = 'Α';
    private static final char LAST_GREEK = 'ω';
    private static final int GREEK_AND_LETTERS_MAX = 3;

    @Override
    public SemioticClass semioticClass() {
        return SemioticClass.SYMBOL;
    }

    @Override
    public boolean mayStartAt(Token.Kind kind) {
        return kind == Token.Kind.WORD;
    }

    @Override
    public int read(Tokens tokens, int at, Reading out) {
        Token word = tokens.get(at);
        String text = word.text();
        boolean key = text.length() == 2 && text.charAt(1) == 'b' && KEYS.indexOf(text.charAt(0)) >= 0;
        if (key && !word.glued() && BEHIND_KEY.contains(tokens.lower(at + 1))) {
            return say(LettersRule.spelled(text.substring(0, 1)) + " flat", at, at + 1, out);
        }
        char first = text.charAt(0);
        boolean greek = first >= FIRST_GREEK
                && first <= LAST_GREEK
                && text.length() > 1
                && text.length() <= GREEK_AND_LETTERS_MAX
                && text.chars().skip(1).allMatch(c -> c < FIRST_NOT_ASCII);
        if (greek) {
            return say(
                    PlainRule.letters(text.substring(0, 1)) + " " + LettersRule.spelled(text.substring(1)),
                    at,
                    at + 1,
                    out);
        }
        boolean function = text.length() == 1 && first < FIRST_NOT_ASCII && !word.glued() || NAMED.contains(text);
        return function && isArgument(tokens, at) ? argument(tokens, at, out) : 0;
    }

    private static final char FIRST_NOT_ASCII = 0x80;

    private static boolean isArgument(Tokens tokens, int at) {
        return tokens.glued(at + 1, "(") && tokens.get(at + 2).glued() && argumentsEnd(tokens, at + 2) > 0;
    }

    /** Token after the bracket behind "x" or "x, y"; 0 if there is something else. */
    private static int argumentsEnd(Tokens tokens, int first) {
        for (int i = first; i < first + 2 * ARGUMENTS_MAX; i += 2) {
            Token argument = tokens.get(i);
            boolean letter = argument.isWord() && argument.text().length() == 1 || argument.isNumber(1, 3);
            if (!letter || !tokens.gluedAnyOf(i + 1, ",)")) {
                return 0;
            }
            if (tokens.get(i + 1).is(")")) {
                return i + 2;
            }
        }
        return 0;
    }

    private static int argument(Tokens tokens, int at, Reading out) {
        String name = tokens.lower(at);
        String function = switch (name) {
            case "sin" -> "sine";
            case "cos" -> "cosine";
            case "tan" -> "tangent";
            case "ln" -> "l n";
            default -> name;
        };
        out.say(function, at, at + 1);
        out.say("of", at + 1, at + 2);
        int end = argumentsEnd(tokens, at + 2);
        for (int i = at + 2; i < end; i += 2) {
            Token argument = tokens.get(i);
            out.say(
                    argument.isNumber() ? EnglishNumbers.cardinal(argument.text()) : PlainRule.letters(argument.text()),
                    i,
                    i + 1);
        }
        return end - at;
    }

    private static int say(String words, int at, int end, Reading out) {
        out.say(words, at, end);
        return end - at;
    }
}
