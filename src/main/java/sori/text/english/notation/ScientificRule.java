package sori.text.english.notation;

import sori.text.english.EnglishNumbers;
import sori.text.rules.Reading;
import sori.text.rules.Rule;
import sori.text.rules.SemioticClass;
import sori.text.rules.Token;
import sori.text.rules.Tokens;
import sori.text.rules.WrittenNumber;

/** Numbers as programs print them: "6.022e23" is six point zero two two times ten to the twenty three, "1e-5" one times ten to the minus five. */
public final class ScientificRule implements Rule {
    @Override
    public SemioticClass semioticClass() {
        return SemioticClass.DECIMAL;
    }

    @Override
    public boolean mayStartAt(Token.Kind kind) {
        return kind != Token.Kind.WORD;
    }

    @Override
    public int read(Tokens tokens, int at, Reading out) {
        boolean minus = WrittenNumber.isMinus(tokens, at);
        int first = minus ? at + 1 : at;
        boolean inside = tokens.get(first).glued() && tokens.get(first - 1).isWord();
        WrittenNumber number = inside ? null : WrittenNumber.at(tokens, first);
        if (number == null || number.grouped()) {
            return 0;
        }
        Token letter = tokens.get(number.end());
        boolean signed = tokens.gluedAnyOf(number.end() + 1, "+-");
        int power = signed ? number.end() + 2 : number.end() + 1;
        boolean shape = letter.glued() && letter.isAnyOf("eE") && tokens.gluedNumber(power, 1, 3);
        Token behind = tokens.get(power + 1);
        if (!shape || behind.glued() && behind.isWord() || number.isWhole() && !signed && !isRound(number, letter)) {
            return 0;
        }
        boolean small = tokens.get(number.end() + 1).is("-");
        String digits = EnglishNumbers.cardinal(tokens.get(power).text());
        out.say((minus ? "minus " : "") + EnglishNumbers.spoken(number), at, number.end());
        out.say("times ten to the " + (small ? "minus " : "") + digits, number.end(), power + 1);
        return power + 1 - at;
    }

    /** The "1e6" of programs. */
    private static boolean isRound(WrittenNumber number, Token letter) {
        return number.whole().length() == 1 && letter.is("e");
    }
}
