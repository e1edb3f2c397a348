package sori.text.english;

import sori.text.rules.Reading;
import sori.text.rules.Rule;
import sori.text.rules.SemioticClass;
import sori.text.rules.Token;
import sori.text.rules.Tokens;
import sori.text.rules.WrittenNumber;

/** Numbers with a point: "3.14" as three point one four. */
final class DecimalRule implements Rule {
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
        WrittenNumber number = WrittenNumber.at(tokens, minus ? at + 1 : at);
        if (number == null || number.isWhole()) {
            return 0;
        }
        out.say(minus ? "minus " + EnglishNumbers.spoken(number) : EnglishNumbers.spoken(number), at, number.end());
        return number.end() - at;
    }
}
