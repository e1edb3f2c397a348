package sori.text.english;

import sori.text.rules.Reading;
import sori.text.rules.Rule;
import sori.text.rules.SemioticClass;
import sori.text.rules.Token;
import sori.text.rules.Tokens;

/** Parts of a business year: "3Q22" is third quarter of twenty two, "1H2023" first half of twenty twenty three. */
final class QuarterRule implements Rule {
    @Override
    public SemioticClass semioticClass() {
        return SemioticClass.DATE;
    }

    @Override
    public boolean mayStartAt(Token.Kind kind) {
        return kind == Token.Kind.NUMBER;
    }

    @Override
    public int read(Tokens tokens, int at, Reading out) {
        String part = tokens.get(at).text();
        boolean quarter = tokens.glued(at + 1, "Q") && part.length() == 1 && "1234".contains(part);
        boolean half = tokens.glued(at + 1, "H") && part.length() == 1 && "12".contains(part);
        Token year = tokens.get(at + 2);
        boolean dated = year.glued() && (year.isNumber(2, 2) || YearRule.isYear(tokens, at + 2));
        if (tokens.get(at).glued() || !(quarter || half) || !dated) {
            return 0;
        }
        String words = EnglishNumbers.ordinal(part) + (quarter ? " quarter" : " half") + " of ";
        boolean full = year.text().length() == 4;
        out.say(words + (full ? EnglishNumbers.year(year.text()) : DateRule.shortYear(year.text())), at, at + 3);
        return 3;
    }
}
