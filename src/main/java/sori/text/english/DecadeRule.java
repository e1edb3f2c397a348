package sori.text.english;

import sori.text.rules.Reading;
import sori.text.rules.Rule;
import sori.text.rules.SemioticClass;
import sori.text.rules.Token;
import sori.text.rules.Tokens;

/** "the 1980s", "the '80s", "in her 20s". */
final class DecadeRule implements Rule {
    @Override
    public SemioticClass semioticClass() {
        return SemioticClass.DATE;
    }

    @Override
    public boolean mayStartAt(Token.Kind kind) {
        return kind != Token.Kind.WORD;
    }

    @Override
    public int read(Tokens tokens, int at, Reading out) {
        boolean apostrophe = tokens.get(at).is("'") && tokens.gluedNumber(at + 1, 2, 2);
        int number = apostrophe ? at + 1 : at;
        String digits = tokens.get(number).text();
        int ending = tokens.get(number + 1).is("'") ? number + 2 : number + 1;
        if (!tokens.get(number).isNumber() || !digits.endsWith("0") || !tokens.glued(ending, "s")) {
            return 0;
        }
        boolean year = !apostrophe && digits.length() == 4 && digits.charAt(0) != '0';
        boolean tens = digits.length() == 2 && digits.charAt(0) > '1';
        if (!year && !tens) {
            return 0;
        }
        String words = year ? EnglishNumbers.year(digits) : EnglishNumbers.cardinal(digits);
        out.say(EnglishNumbers.plural(words), at, ending + 1);
        return ending + 1 - at;
    }
}
