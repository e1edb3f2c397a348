package sori.text.english;

import java.util.Locale;
import java.util.Set;
import sori.text.rules.LettersRule;
import sori.text.rules.PlainRule;
import sori.text.rules.Reading;
import sori.text.rules.Rule;
import sori.text.rules.SemioticClass;
import sori.text.rules.Token;
import sori.text.rules.Tokens;

/** A plural that is left open: "option(s)" is options, "class(es)" classes, "URL(s)" u r l's. */
final class EndingRule implements Rule {
    private static final Set<String> ENDINGS = Set.of("s", "es", "ren");
    private static final int LETTERS_MAX = 5;

    @Override
    public SemioticClass semioticClass() {
        return SemioticClass.PLAIN;
    }

    @Override
    public boolean mayStartAt(Token.Kind kind) {
        return kind == Token.Kind.WORD;
    }

    @Override
    public int read(Tokens tokens, int at, Reading out) {
        Token word = tokens.get(at);
        boolean shape = word.text().length() > 1
                && tokens.glued(at + 1, "(")
                && tokens.get(at + 2).glued()
                && ENDINGS.contains(tokens.lower(at + 2))
                && tokens.glued(at + 3, ")");
        if (!shape) {
            return 0;
        }
        boolean letters = word.isUpperCase()
                && word.text().length() <= LETTERS_MAX
                && tokens.get(at + 2).isLowerCase();
        String spoken = letters
                ? LettersRule.spelled(word.text()) + "'s"
                : PlainRule.letters(word.text().toLowerCase(Locale.ROOT) + tokens.lower(at + 2));
        out.say(spoken, at, at + 4);
        return 4;
    }
}
