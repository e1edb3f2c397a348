package sori.text.english;

import java.util.Set;
import sori.text.TextTable;
import sori.text.rules.Reading;
import sori.text.rules.Rule;
import sori.text.rules.SemioticClass;
import sori.text.rules.Token;
import sori.text.rules.Tokens;

/** The direction in a street's name: "N. Main St.", "W 42nd St.", "Pennsylvania Ave. NW", "Queen St W". */
final class DirectionRule implements Rule {
    private static final Set<String> STREETS = TextTable.pairs("streets.tsv").keySet();
    private static final Set<String> ROADS = Set.of("I", "US", "SR", "Interstate", "Highway", "Hwy", "Route", "Rte");
    private static final int NAME_TOKENS_MAX = 4;

    @Override
    public SemioticClass semioticClass() {
        return SemioticClass.ADDRESS;
    }

    @Override
    public boolean mayStartAt(Token.Kind kind) {
        return kind == Token.Kind.WORD;
    }

    @Override
    public int read(Tokens tokens, int at, Reading out) {
        String direction = AddressRule.DIRECTIONS.get(tokens.get(at).text());
        if (direction == null) {
            return 0;
        }
        boolean dot = tokens.glued(at + 1, ".");
        if (tokens.get(at).glued()
                || tokens.get(at + 1).glued() && !dot && !tokens.get(at + 1).isAnyOf(",;:)")) {
            return 0;
        }
        boolean behind = isBehindStreet(tokens, at) || isBehindRoad(tokens, at);
        if (!behind && !isBeforeStreet(tokens, dot ? at + 2 : at + 1)) {
            return 0;
        }
        out.say(direction, at, at + 1);
        Token next = tokens.get(at + 2);
        boolean ends =
                behind && dot && (next.kind() == Token.Kind.NONE || next.isCapitalized() && Openers.contains(next));
        if (!dot || ends) {
            return 1;
        }
        out.hold();
        return 2;
    }

    private static boolean isBehindStreet(Tokens tokens, int at) {
        int street = tokens.glued(at - 1, ".") ? at - 2 : at - 1;
        boolean numbered =
                tokens.get(street - 1).glued() && tokens.get(street - 2).isNumber();
        return tokens.get(street).isCapitalized()
                && STREETS.contains(tokens.lower(street))
                && (tokens.get(street - 1).isCapitalized() || numbered);
    }

    /** "I-80 W", "US 101 N". */
    private static boolean isBehindRoad(Tokens tokens, int at) {
        int road = tokens.get(at - 2).is("-") ? at - 3 : at - 2;
        return tokens.get(at - 1).isNumber(1, 3)
                && ROADS.contains(tokens.get(road).text());
    }

    private static boolean isBeforeStreet(Tokens tokens, int from) {
        for (int i = from; i < from + NAME_TOKENS_MAX; i++) {
            Token token = tokens.get(i);
            if (i > from && !token.glued() && token.isCapitalized() && STREETS.contains(tokens.lower(i))) {
                return true;
            }
            boolean ordinal = token.isNumber(1, 3) && OrdinalRule.isEnding(tokens, i + 1, token.text());
            if (ordinal) {
                i++;
            } else if (!token.isCapitalized() || token.glued()) {
                return false;
            }
        }
        return false;
    }
}
