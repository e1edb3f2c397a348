package sori.text.english.notation;

import java.util.Set;
import sori.text.english.MeasureRule;
import sori.text.rules.Reading;
import sori.text.rules.Rule;
import sori.text.rules.SemioticClass;
import sori.text.rules.Token;
import sori.text.rules.Tokens;

/** The slash of "30 litres/day" and "requests/second": per, between a plural and what it is counted by. */
public final class PerRule implements Rule {
    private static final Set<String> COUNTING = Set.of(
            "second",
            "sec",
            "minute",
            "min",
            "hour",
            "hr",
            "day",
            "night",
            "week",
            "month",
            "year",
            "yr",
            "person",
            "capita",
            "head",
            "acre",
            "hectare",
            "gallon",
            "litre",
            "liter",
            "mile",
            "kilometre",
            "kilometer",
            "pound",
            "kilogram",
            "user",
            "page",
            "inch",
            "foot",
            "unit");

    @Override
    public SemioticClass semioticClass() {
        return SemioticClass.SYMBOL;
    }

    @Override
    public boolean mayStartAt(Token.Kind kind) {
        return kind == Token.Kind.SYMBOL;
    }

    @Override
    public int read(Tokens tokens, int at, Reading out) {
        Token before = tokens.get(at - 1);
        Token next = tokens.get(at + 1);
        String what = before.text();
        boolean plural = before.isLowerCase()
                && (what.length() > 2 || tokens.get(at - 2).isNumber())
                && (what.endsWith("s")
                        || what.equals("people")
                        || tokens.get(at - 2).isNumber());
        boolean unit = tokens.get(at).is("/")
                && tokens.get(at).glued()
                && next.glued()
                && plural
                && tokens.get(at - 2).isNumber()
                && next.text().length() > 1
                && !next.is("in");
        int unitEnd = unit ? MeasureRule.per(tokens, at, out) : at;
        if (unitEnd > at) {
            return unitEnd - at;
        }
        boolean per = tokens.get(at).is("/")
                && tokens.get(at).glued() == next.glued()
                && plural
                && !COUNTING.contains(what)
                && COUNTING.contains(next.text());
        if (!per) {
            return 0;
        }
        out.say("per", at, at + 1);
        return 1;
    }
}
