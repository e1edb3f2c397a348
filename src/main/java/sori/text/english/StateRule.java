package sori.text.english;

import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import sori.text.TextTable;
import sori.text.rules.LettersRule;
import sori.text.rules.Reading;
import sori.text.rules.Rule;
import sori.text.rules.SemioticClass;
import sori.text.rules.Token;
import sori.text.rules.Tokens;

/**
 * A state of the USA behind a town: "Reno, NV", "Memphis, Tenn.", from {@code states.tsv}. Codes that are words or degrees ("Ah, OK", "Bob, MD")
 * are states only behind a town of theirs from {@code towns.tsv}, behind what ends as towns do, and before a postal code.
 */
final class StateRule implements Rule {
    private static final Map<String, String> CODES = TextTable.pairs("states.tsv");
    private static final Map<String, String> ABBREVIATIONS = TextTable.pairs("state-abbreviations.tsv");
    private static final Map<String, Set<String>> TOWNS = towns();

    /** Last words of towns' names. */
    private static final Set<String> PLACES = Set.of(
            "city",
            "park",
            "springs",
            "spring",
            "falls",
            "beach",
            "heights",
            "grove",
            "ridge",
            "valley",
            "creek",
            "county",
            "hills",
            "lake",
            "island",
            "harbor",
            "village",
            "township",
            "junction",
            "rapids",
            "bluff",
            "town",
            "mills",
            "forest",
            "fort");

    /** Behind a name of two words; others have no vowel and are spelled anyway. */
    private static final Set<String> DEGREES = Set.of("MA", "PA");

    private static final Set<String> POINTED = Set.of("NY", "NJ", "NH", "NM", "NC", "SC", "ND", "SD", "RI");

    private static final Set<String> PLACE_ENDINGS =
            Set.of("ville", "burg", "boro", "borough", "field", "ford", "port");
    private static final int ENDING_NAME_MIN = 6;

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
        Token token = tokens.get(at);
        if (isParty(tokens, at)) {
            int pointed = pointed(tokens, at, out);
            return pointed > 0 ? pointed : abbreviation(tokens, at, out);
        }
        boolean beside = token.is("N")
                && isName(tokens, at - 1)
                && !token.glued()
                && tokens.get(at + 2).isAnyOf("YJ");
        if (beside) {
            return pointed(tokens, at, out);
        }
        boolean behindTown = tokens.get(at - 1).is(",") && !token.glued() && isName(tokens, at - 2);
        if (!behindTown || !token.isCapitalized()) {
            return 0;
        }
        int pointed = pointed(tokens, at, out);
        if (pointed > 0) {
            return pointed;
        }
        String code = CODES.get(token.text());
        if (code != null
                && (!TOWNS.containsKey(token.text()) || isTown(tokens, at - 2, token.text()) || hasPost(tokens, at))) {
            out.say(code, at, at + 1);
            return 1;
        }
        if (DEGREES.contains(token.text()) && tokens.get(at - 3).isCapitalized()) {
            out.say(LettersRule.spelled(token.text()), at, at + 1);
            return 1;
        }
        return abbreviation(tokens, at, out);
    }

    /** The state of a politician: "R-Ariz.". */
    private static boolean isParty(Tokens tokens, int at) {
        return tokens.get(at).glued()
                && tokens.glued(at - 1, "-")
                && tokens.get(at - 2).isAnyOf("RDI")
                && (!tokens.get(at - 2).glued() || tokens.get(at - 3).is("("))
                && tokens.get(at).isCapitalized();
    }

    /** "N.Y." and the other states of two words; behind other names "N.C. (1999)" are initials. */
    private static int pointed(Tokens tokens, int at, Reading out) {
        String code = tokens.get(at).text() + tokens.get(at + 2).text();
        boolean shape = POINTED.contains(code)
                && tokens.glued(at + 1, ".")
                && tokens.get(at + 2).glued()
                && tokens.glued(at + 3, ".");
        boolean author = tokens.get(at + 4).is("(") && YearRule.isYear(tokens, at + 5);
        return shape && !author ? say(CODES.getOrDefault(code, ""), tokens, at, at + 3, out) : 0;
    }

    private static int abbreviation(Tokens tokens, int at, Reading out) {
        boolean direction = tokens.get(at).isAnyOf("WNS") && tokens.glued(at + 1, ".");
        if (direction) {
            String state = ABBREVIATIONS.getOrDefault(tokens.lower(at) + "." + tokens.lower(at + 2), "");
            return state.isEmpty() || !tokens.glued(at + 3, ".") ? 0 : say(state, tokens, at, at + 3, out);
        }
        String state = ABBREVIATIONS.get(tokens.lower(at));
        boolean dot = tokens.glued(at + 1, ".")
                && (!tokens.get(at + 2).glued() || tokens.get(at + 2).isAnyOf(",;:)\"'-–/"));
        String code = tokens.get(at).text().toUpperCase(Locale.ROOT);
        boolean word = TOWNS.containsKey(code) && !isTown(tokens, at - 2, code);
        if (state == null || !dot || word) {
            return 0;
        }
        return say(state, tokens, at, at + 1, out);
    }

    /** Says it with its dot, unless that ends the sentence too. */
    private static int say(String state, Tokens tokens, int at, int dot, Reading out) {
        out.say(state, at, dot);
        Token next = tokens.get(dot + 1);
        boolean ends = next.kind() == Token.Kind.NONE || next.isCapitalized() && Openers.contains(next);
        if (!ends) {
            out.hold();
        }
        return (ends ? dot : dot + 1) - at;
    }

    private static boolean isName(Tokens tokens, int at) {
        Token name = tokens.get(at);
        return name.isCapitalized() && !Openers.contains(name);
    }

    private static boolean isTown(Tokens tokens, int at, String code) {
        String name = tokens.lower(at);
        Set<String> towns = TOWNS.getOrDefault(code, Set.of());
        boolean ending = name.length() >= ENDING_NAME_MIN
                && PLACE_ENDINGS.stream().anyMatch(name::endsWith)
                && !tokens.get(at - 1).isCapitalized();
        return towns.contains(name)
                || towns.contains(tokens.lower(at - 1) + "_" + name)
                || PLACES.contains(name) && tokens.get(at - 1).isCapitalized()
                || ending;
    }

    /** Before a postal code. */
    private static boolean hasPost(Tokens tokens, int at) {
        return tokens.get(at + 1).isNumber(5, 5) && !tokens.get(at + 1).glued();
    }

    private static Map<String, Set<String>> towns() {
        Map<String, Set<String>> towns = new HashMap<>();
        for (List<String> row : TextTable.rows("towns.tsv")) {
            towns.computeIfAbsent(row.get(0), code -> new HashSet<>())
                    .addAll(List.of(row.get(1).split(" ")));
        }
        return towns;
    }
}
