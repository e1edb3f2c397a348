package sori.text.english;

import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import sori.text.TextTable;
import sori.text.rules.Reading;
import sori.text.rules.Rule;
import sori.text.rules.SemioticClass;
import sori.text.rules.Token;
import sori.text.rules.Tokens;

/**
 * Abbreviations from {@code abbreviations.tsv}: titles ("Dr. Evil"), Latin ("e.g."), months and days, "No. 5"; and initials
 * ("J. R. Smith", "U.S.A.").
 */
final class AbbreviationRule implements Rule {
    private enum Context {
        ANY,
        CAPITAL,
        DOT,
        NAME,
        NUMBER,
        POINTED_NUMBER,
        TITLE,
        BEHIND_NAME,
        LOWER,
        YEAR
    }

    /** Where an abbreviation may be a sentence's last word. */
    private enum Ending {
        NEVER,
        BEFORE_OPENER,
        BEFORE_CAPITAL
    }

    private record Abbreviation(String spoken, Context context, Ending ending) {}

    /** Titles that stand in lower case before a name in lower case too, with their dot or, the first, without. */
    private static final Set<String> SALUTATIONS = Set.of("dr", "capt", "sgt", "col", "lt", "rev", "hon", "gen");

    private static final String DOCTOR = "dr";
    private static final Set<String> POSSESSIVES =
            Set.of("the", "a", "my", "your", "his", "her", "our", "this", "that");

    private static final Map<String, Abbreviation> TABLE = table();

    /** Longer chains of dotted letters are read letter by letter, each on its own. */
    private static final int LETTERS_MAX = 8;

    @Override
    public SemioticClass semioticClass() {
        return SemioticClass.ABBREVIATION;
    }

    @Override
    public boolean mayStartAt(Token.Kind kind) {
        return kind == Token.Kind.WORD;
    }

    @Override
    public int read(Tokens tokens, int at, Reading out) {
        if (!tokens.get(at).isWord()) {
            return 0;
        }
        int dotted = dottedEnd(tokens, at);
        if (dotted > at + 1) {
            return readDotted(tokens, at, dotted, out);
        }
        Abbreviation abbreviation = TABLE.get(tokens.lower(at));
        boolean dot = tokens.glued(at + 1, ".");
        boolean marked = dot || tokens.get(at).isCapitalized();
        if (abbreviation != null && applies(abbreviation, tokens, at, marked)) {
            return say(abbreviation.spoken(), ending(abbreviation, tokens, at), tokens, at, at + 1, out);
        }
        if (dot && isVersus(tokens, at)) {
            return say("versus", Ending.NEVER, tokens, at, at + 1, out);
        }
        return dot && isInitial(tokens, at) ? say(tokens.lower(at), Ending.NEVER, tokens, at, at + 1, out) : 0;
    }

    /** "Jr." ends a sentence behind a name only, and not before the rest of a street's. */
    private static Ending ending(Abbreviation abbreviation, Tokens tokens, int at) {
        Abbreviation next = TABLE.get(tokens.lower(at + 2));
        boolean street = next != null
                && tokens.get(at + 2).isCapitalized()
                && tokens.glued(at + 3, ".")
                && next.ending() == Ending.BEFORE_OPENER;
        Token before = tokens.get(at - 1);
        boolean named = before.is(",") || before.isCapitalized() && !Openers.contains(before);
        boolean rank = abbreviation.context() == Context.BEHIND_NAME && abbreviation.ending() == Ending.BEFORE_CAPITAL;
        return street || rank && !named ? Ending.NEVER : abbreviation.ending();
    }

    private static boolean applies(Abbreviation abbreviation, Tokens tokens, int at, boolean marked) {
        boolean dot = tokens.glued(at + 1, ".");
        int next = dot ? at + 2 : at + 1;
        int name = tokens.get(at - 1).is(",") ? at - 2 : at - 1;
        return switch (abbreviation.context()) {
            case ANY -> true;
            case CAPITAL -> marked;
            case DOT -> dot;
            case TITLE ->
                marked || tokens.get(next).isCapitalized() && !tokens.get(next).glued();
            case BEHIND_NAME ->
                dot || tokens.get(name).isCapitalized() || isOrdinal(tokens, name) || isRank(tokens, at);
            case YEAR -> dot && isYearBehind(tokens, at);
            case LOWER -> dot || tokens.get(at).isLowerCase();
            case NAME ->
                marked && (isName(tokens, at, next) || isPaired(tokens, next))
                        || isNameless(tokens, at, dot)
                        || isSaluted(tokens, at, next);
            case POINTED_NUMBER -> dot && tokens.get(next).isNumber();
            case NUMBER ->
                (tokens.get(next).isNumber() || isNumeral(tokens.get(next)))
                        && (dot || !tokens.get(next).glued())
                        && (dot || !isInitialCapital(tokens.get(at)))
                        && !tokens.get(at).glued();
        };
    }

    /** "(b. 1950)". */
    private static boolean isYearBehind(Tokens tokens, int at) {
        Token before = tokens.get(at - 1);
        boolean apart = before.isAnyOf("(,;-–") || before.kind() == Token.Kind.NONE;
        return tokens.get(at).isLowerCase() && apart && YearRule.isYear(tokens, at + 2);
    }

    /** "Roe v. Wade". */
    private static boolean isVersus(Tokens tokens, int at) {
        Token before = tokens.get(at - 1);
        return tokens.get(at).is("v")
                && (before.isCapitalized() || before.is(".") && before.glued() || before.is("al"))
                && tokens.get(at + 2).isCapitalized()
                && !tokens.get(at + 2).glued();
    }

    /** The "Sr" of "Sr Software Engineer". */
    private static boolean isRank(Tokens tokens, int at) {
        boolean rank = tokens.get(at).is("Sr") || tokens.get(at).is("Jr");
        return rank && tokens.get(at + 1).isWord() && !tokens.get(at + 1).glued();
    }

    /** A letter alone is no name: Gen Z. */
    private static boolean isName(Tokens tokens, int at, int next) {
        boolean letter = next == at + 1 && tokens.get(next).text().length() == 1;
        return tokens.get(next).isCapitalized() && !letter;
    }

    /** "Col. and Mrs. Fox", "Maj.-Gen. Fox": another title follows. */
    private static boolean isPaired(Tokens tokens, int next) {
        boolean joint = tokens.get(next).is("&")
                || tokens.get(next).is("and")
                || tokens.get(next).is("-");
        Abbreviation second = joint ? TABLE.get(tokens.lower(next + 1)) : null;
        return second != null
                && tokens.get(next + 1).isCapitalized()
                && (second.context() == Context.NAME || second.context() == Context.TITLE);
    }

    /** "The Dr. said no". */
    private static boolean isNameless(Tokens tokens, int at, boolean dot) {
        return dot && tokens.get(at).is("Dr") && POSSESSIVES.contains(tokens.lower(at - 1));
    }

    private static boolean isSaluted(Tokens tokens, int at, int next) {
        Token before = tokens.get(at - 1);
        return SALUTATIONS.contains(tokens.get(at).text())
                && tokens.get(next).isLowerCase()
                && !tokens.get(next).glued()
                && !before.isNumber()
                && !before.isCapitalized()
                && (next == at + 2 || tokens.get(at).is(DOCTOR));
    }

    private static boolean isNumeral(Token token) {
        return token.isUpperCase() && token.text().length() > 1 && RomanRule.value(token.text()) > 0;
    }

    /** Whether the token is the "th" of "5th". */
    private static boolean isOrdinal(Tokens tokens, int at) {
        return tokens.get(at - 1).isNumber()
                && OrdinalRule.isEnding(tokens, at, tokens.get(at - 1).text());
    }

    /** The C of "vitamin C 500" is no circa. */
    private static boolean isInitialCapital(Token token) {
        return token.text().length() == 1 && token.isCapitalized();
    }

    /** What an abbreviation in lower case, without a dot, is read as anywhere; itself if it isn't one. */
    static String anywhere(String lower) {
        Abbreviation abbreviation = TABLE.get(lower);
        return abbreviation == null || abbreviation.context() != Context.ANY ? lower : abbreviation.spoken();
    }

    /** Whether a word in lower case is an abbreviation somewhere. */
    static boolean isKnown(String lower) {
        return TABLE.containsKey(lower);
    }

    private static int readDotted(Tokens tokens, int at, int end, Reading out) {
        StringBuilder key = new StringBuilder();
        for (int i = at; i < end; i++) {
            key.append(tokens.lower(i)).append(tokens.get(i).is(".") ? "." : "");
        }
        Abbreviation known = TABLE.get(key.toString());
        if (known != null) {
            return say(known.spoken(), known.ending(), tokens, at, end, out);
        }
        String spelled = key.toString().replace('.', ' ');
        return say(spelled, Ending.BEFORE_CAPITAL, tokens, at, end, out);
    }

    /** Says it and reads its dot too, unless that dot also ends the sentence. */
    private static int say(String words, Ending ending, Tokens tokens, int at, int end, Reading out) {
        out.say(words, at, end);
        if (!tokens.glued(end, ".")) {
            return end - at;
        }
        Token next = tokens.get(end + 1);
        boolean dotted = end > at + 1;
        boolean named = (dotted || ending == Ending.BEFORE_OPENER) && !Openers.contains(next);
        boolean newSentence = next.isCapitalized() && !next.glued() && !named;
        if (ending != Ending.NEVER && (next.kind() == Token.Kind.NONE || newSentence)) {
            return end - at;
        }
        out.hold();
        return end + 1 - at;
    }

    /** Token after letters with dots between them, its last dot left out; {@code at + 1} where there is only one part. */
    private static int dottedEnd(Tokens tokens, int at) {
        int end = at + 1;
        int limit = at + 2 * LETTERS_MAX;
        boolean part = isLetter(tokens.get(at)) || tokens.get(at).is("Ph");
        while (part && end < limit && tokens.glued(end, ".") && isDottedPart(tokens.get(end + 1))) {
            end += 2;
        }
        boolean goesOn = tokens.get(end).glued()
                && (tokens.get(end).isWord() || tokens.get(end).isNumber());
        return goesOn ? at + 1 : end;
    }

    private static boolean isDottedPart(Token token) {
        return token.glued() && isLetter(token);
    }

    private static boolean isInitial(Tokens tokens, int at) {
        boolean capital = tokens.get(at).isUpperCase()
                && isLetter(tokens.get(at))
                && !tokens.get(at).is("I");
        boolean newSentence = tokens.get(at - 1).isLowerCase() && Openers.contains(tokens.get(at + 2));
        return capital && tokens.get(at + 2).isCapitalized() && !newSentence;
    }

    private static boolean isLetter(Token token) {
        return token.isWord() && token.text().length() == 1 && token.text().charAt(0) < 0x80;
    }

    private static Map<String, Abbreviation> table() {
        Map<String, Abbreviation> table = new HashMap<>();
        for (List<String> row : TextTable.rows("abbreviations.tsv")) {
            Ending ending = row.size() < 4
                    ? Ending.NEVER
                    : row.get(3).equals("end") ? Ending.BEFORE_CAPITAL : Ending.BEFORE_OPENER;
            table.put(row.get(0), new Abbreviation(row.get(1), Context.valueOf(row.get(2)), ending));
        }
        return table;
    }
}
