package sori.text.english;

import java.util.Set;
import sori.text.rules.Reading;
import sori.text.rules.Rule;
import sori.text.rules.SemioticClass;
import sori.text.rules.Token;
import sori.text.rules.Tokens;

/** Numbers of three digits that are called: "911" wherever it counts nothing, others where the text says so ("dial 112", "999 or 112"). */
final class ShortCallRule implements Rule {
    private static final Set<String> NUMBERS = Set.of(
            "911", "112", "999", "110", "113", "119", "118", "101", "111", "000", "988", "211", "311", "411", "511",
            "611", "711", "811", "105", "116");
    private static final Set<String> CALLING = Set.of(
            "call",
            "calls",
            "called",
            "calling",
            "dial",
            "dials",
            "dialed",
            "dialled",
            "dialing",
            "dialling",
            "ring",
            "rang",
            "phone",
            "phoned",
            "phoning",
            "emergency",
            "hotline",
            "helpline");
    /** Between a call and its number, or between two numbers. */
    private static final Set<String> BETWEEN =
            Set.of("on", "to", "at", "number", "numbers", "or", "and", ":", ",", "is", "line", "services", "either");

    /** Behind a number that is called, unlike what a number counts. */
    private static final Set<String> CALLED =
            Set.of("call", "calls", "caller", "callers", "operator", "operators", "dispatcher", "dispatchers");

    private static final Set<String> LINES = Set.of(
            "lifeline",
            "hotline",
            "helpline",
            "emergency",
            "dispatch",
            "dispatcher",
            "dispatchers",
            "operator",
            "operators",
            "line");
    private static final Set<String> SERVICES = Set.of("nhs", "samaritans", "crimestoppers", "ambulance", "police");

    /** Numbers that are some even where nothing else is written. */
    private static final Set<String> ALONE = Set.of("911", "112", "999", "119", "988");

    private static final int BETWEEN_MAX = 5;

    @Override
    public SemioticClass semioticClass() {
        return SemioticClass.TELEPHONE;
    }

    @Override
    public boolean mayStartAt(Token.Kind kind) {
        return kind == Token.Kind.NUMBER;
    }

    @Override
    public int read(Tokens tokens, int at, Reading out) {
        Token number = tokens.get(at);
        if (!number.isNumber(3, 3) || number.glued() && !tokens.get(at - 1).isAnyOf("(\"'") || goesOn(tokens, at + 1)) {
            return 0;
        }
        boolean known = NUMBERS.contains(number.text());
        boolean called = known && (CALLED.contains(tokens.lower(at + 1)) || isLine(tokens, at) || isAlone(tokens, at));
        boolean counts = counts(tokens, at + 1);
        boolean named = number.is("911") && !counts && !tokens.get(at - 1).isCapitalized();
        if (!called && !named && !(known && isAnnounced(tokens, at)) && !(isCalled(tokens, at) && !counts)) {
            return 0;
        }
        out.say(EnglishNumbers.digits(number.text()), at, at + 1);
        return 1;
    }

    /** "the 988 Lifeline", "112 emergency number", "NHS 111", "999 or 112 emergency calls". */
    private static boolean isLine(Tokens tokens, int at) {
        return SERVICES.contains(tokens.lower(at - 1))
                || LINES.contains(tokens.lower(at + 1))
                || LINES.contains(tokens.lower(at + 2))
                        && tokens.get(at + 1).isWord()
                        && !tokens.lower(at + 1).endsWith("s");
    }

    /** Nothing else is said: "112", "999!". */
    private static boolean isAlone(Tokens tokens, int at) {
        Token next = tokens.get(at + 1);
        boolean ends = next.kind() == Token.Kind.NONE
                || next.isAnyOf(".!?") && tokens.get(at + 2).kind() == Token.Kind.NONE;
        return ALONE.contains(tokens.get(at).text()) && tokens.get(at - 1).kind() == Token.Kind.NONE && ends;
    }

    private static boolean isCalled(Tokens tokens, int at) {
        return CALLING.contains(tokens.lower(at - 1)) && !tokens.lower(at - 1).equals("emergency");
    }

    /** "call 112", "the emergency number is 112", "911 or 112". */
    private static boolean isAnnounced(Tokens tokens, int at) {
        int back = at - 1;
        while (back >= at - BETWEEN_MAX && BETWEEN.contains(tokens.get(back).text())) {
            back--;
        }
        boolean other = back < at - 1 && NUMBERS.contains(tokens.get(back).text());
        return other && isAnnouncedDirectly(tokens, back) || CALLING.contains(tokens.lower(back));
    }

    private static boolean isAnnouncedDirectly(Tokens tokens, int at) {
        return tokens.get(at).is("911")
                || CALLING.contains(tokens.lower(at - 1))
                || BETWEEN.contains(tokens.get(at - 1).text()) && CALLING.contains(tokens.lower(at - 2));
    }

    /** "911 people", "call 300 customers". */
    private static boolean counts(Tokens tokens, int next) {
        String word = tokens.lower(next);
        boolean plural = word.length() > 3 && word.endsWith("s") && !word.equals("this");
        return tokens.get(next).isLowerCase() && (plural || word.equals("people") || word.equals("million"));
    }

    private static boolean goesOn(Tokens tokens, int next) {
        Token token = tokens.get(next);
        boolean more = tokens.get(next + 1).glued() && tokens.get(next + 1).isNumber();
        return token.glued() && (token.isWord() || token.isAnyOf("%°$€£") || token.isAnyOf(".,-–/:") && more)
                || token.isNumber();
    }
}
