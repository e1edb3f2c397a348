package sori.text.english;

import java.util.Map;
import java.util.Set;
import sori.text.rules.Reading;
import sori.text.rules.Rule;
import sori.text.rules.SemioticClass;
import sori.text.rules.Token;
import sori.text.rules.Tokens;
import sori.text.rules.WrittenNumber;

/** Thousands, millions and billions by a letter: "5M users", "1.5K followers", "7B parameters"; not "4K" or "3M is", which are names. */
final class MagnitudeRule implements Rule {
    private static final Map<String, String> LETTERS =
            Map.of("K", "thousand", "k", "thousand", "M", "million", "B", "billion", "bn", "billion", "mn", "million");

    /** Words before an amount. */
    private static final Set<String> ABOUT = Set.of(
            "about",
            "around",
            "approximately",
            "roughly",
            "over",
            "nearly",
            "almost",
            "some",
            "than",
            "exceeding",
            "estimated",
            "hit",
            "reached",
            "surpassed",
            "passed");

    /** Words in -s that are counted by nothing. */
    private static final Set<String> NOT_COUNTED = Set.of(
            "is", "was", "has", "as", "its", "his", "this", "us", "plus", "versus", "vs", "does", "says", "makes",
            "sells", "series", "class", "process", "means", "across", "always", "lens", "display", "runs", "races");

    @Override
    public SemioticClass semioticClass() {
        return SemioticClass.CARDINAL;
    }

    @Override
    public boolean mayStartAt(Token.Kind kind) {
        return kind == Token.Kind.NUMBER;
    }

    @Override
    public int read(Tokens tokens, int at, Reading out) {
        Token before = tokens.get(at - 1);
        boolean inside = tokens.get(at).glued() && !before.isAnyOf("(\"'~+-–");
        WrittenNumber number = inside ? null : WrittenNumber.at(tokens, at);
        if (number == null || !tokens.get(number.end()).glued()) {
            return 0;
        }
        String magnitude = LETTERS.get(tokens.get(number.end()).text());
        int end = number.end() + 1;
        boolean plus = tokens.glued(end, "+");
        int noun = plus ? end + 1 : end;
        if (magnitude == null || tokens.get(end).glued() && !plus && !isEnd(tokens, end)) {
            return 0;
        }
        boolean sure = isCounted(tokens, noun) || ABOUT.contains(tokens.lower(at - 1)) || plus;
        if (!sure && number.isWhole()) {
            return 0;
        }
        out.say(EnglishNumbers.spoken(number) + " " + magnitude, at, end);
        if (plus) {
            out.say("plus", end, end + 1);
        }
        return noun - at;
    }

    private static boolean isEnd(Tokens tokens, int at) {
        return tokens.get(at).isAnyOf(".,;:!?)\"'") && !tokens.get(at + 1).glued();
    }

    /** A plural, perhaps behind an adjective: "5M active users". */
    private static boolean isCounted(Tokens tokens, int at) {
        boolean far =
                tokens.get(at).isLowerCase() && !NOT_COUNTED.contains(tokens.lower(at)) && isPlural(tokens, at + 1);
        return isPlural(tokens, at) || far;
    }

    private static boolean isPlural(Tokens tokens, int at) {
        String word = tokens.lower(at);
        return tokens.get(at).isLowerCase()
                && !tokens.get(at).glued()
                && (word.equals("people")
                        || word.length() > 3
                                && word.endsWith("s")
                                && !word.endsWith("ss")
                                && !NOT_COUNTED.contains(word));
    }
}
