package sori.text.english;

import java.util.Map;
import sori.text.TextTable;
import sori.text.rules.PlainRule;
import sori.text.rules.Reading;
import sori.text.rules.Rule;
import sori.text.rules.SemioticClass;
import sori.text.rules.Token;
import sori.text.rules.Tokens;

/** House number and street: "1428 Elm St.", "1211 E Arques Ave". Names from {@code streets.tsv}. */
final class AddressRule implements Rule {
    private static final Map<String, String> STREETS = TextTable.pairs("streets.tsv");
    /** What follows or precedes a street's name. */
    static final Map<String, String> DIRECTIONS = Map.of(
            "N",
            "north",
            "S",
            "south",
            "E",
            "east",
            "W",
            "west",
            "NE",
            "northeast",
            "NW",
            "northwest",
            "SE",
            "southeast",
            "SW",
            "southwest");

    private static final int NAME_TOKENS_MAX = 5;

    @Override
    public SemioticClass semioticClass() {
        return SemioticClass.ADDRESS;
    }

    @Override
    public boolean mayStartAt(Token.Kind kind) {
        return kind == Token.Kind.NUMBER;
    }

    @Override
    public int read(Tokens tokens, int at, Reading out) {
        return tokens.get(at).isNumber(1, 5) ? house(tokens, at, out) : 0;
    }

    private static int house(Tokens tokens, int at, Reading out) {
        int street = street(tokens, at + 1);
        if (street == 0) {
            return 0;
        }
        out.say(EnglishNumbers.pairs(tokens.get(at).text()), at, at + 1);
        for (int i = at + 1; i < street; i++) {
            Token token = tokens.get(i);
            if (token.isNumber()) {
                out.say(EnglishNumbers.ordinal(token.text()), i, i + 2);
                i++;
            } else if (token.isWord()) {
                out.say(DIRECTIONS.getOrDefault(token.text(), PlainRule.letters(token.text())), i, i + 1);
            }
        }
        out.say(STREETS.getOrDefault(tokens.lower(street), ""), street, street + 1);
        int end = afterDot(tokens, street + 1);
        if (end > street + 1) {
            out.hold();
        }
        return end - at;
    }

    /** The token with the street's kind, after a name in capitals; 0 if this isn't an address. */
    private static int street(Tokens tokens, int from) {
        for (int i = from; i < from + NAME_TOKENS_MAX; i++) {
            Token token = tokens.get(i);
            if (i > from && token.isWord() && STREETS.containsKey(tokens.lower(i)) && !token.glued()) {
                return i;
            }
            boolean ordinal = token.isNumber(1, 3) && OrdinalRule.isEnding(tokens, i + 1, token.text());
            boolean dot = tokens.glued(i, ".")
                    && DIRECTIONS.containsKey(tokens.get(i - 1).text());
            if (ordinal) {
                i++;
            } else if (!dot && (!token.isCapitalized() || token.glued())) {
                return 0;
            }
        }
        return 0;
    }

    /** The dot of an abbreviation inside a sentence is read with it; one before a capital, or the last, is left to end it. */
    private static int afterDot(Tokens tokens, int at) {
        Token next = tokens.get(at + 1);
        boolean inside =
                next.isLowerCase() || next.isNumber() || next.isAnyOf(",;:-)") || DIRECTIONS.containsKey(next.text());
        return tokens.glued(at, ".") && inside ? at + 1 : at;
    }
}
