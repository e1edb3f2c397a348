package sori.text.english;

import java.util.Arrays;
import java.util.Set;
import java.util.stream.Collectors;
import sori.text.TextTable;
import sori.text.rules.Reading;
import sori.text.rules.Rule;
import sori.text.rules.SemioticClass;
import sori.text.rules.Token;
import sori.text.rules.Tokens;

/**
 * "St." is Saint before a name and Street behind one. Between two names it is Saint if the second is a saint's (from {@code saints.tsv}) and the first no
 * usual street's, or if the first only begins a sentence; "Dr." behind a name is Drive; "Ste." is Sainte, or Suite before a number.
 */
final class SaintRule implements Rule {
    private static final Set<String> SAINTS = words("saint");
    private static final Set<String> STREETS = words("street");

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
        return switch (tokens.lower(at)) {
            case "st" -> saintOrStreet(tokens, at, out);
            case "sts" -> before(tokens, at, "saints", out);
            case "ste" -> suite(tokens, at, out);
            case "dr" -> isDrive(tokens, at) ? behind(tokens, at, "drive", out) : 0;
            default -> 0;
        };
    }

    private static int suite(Tokens tokens, int at, Reading out) {
        boolean numbered = tokens.get(afterDot(tokens, at)).isNumber();
        return numbered ? behind(tokens, at, "suite", out) : before(tokens, at, "sainte", out);
    }

    private static int before(Tokens tokens, int at, String word, Reading out) {
        int end = afterDot(tokens, at);
        if (!tokens.get(at).isCapitalized()
                || !tokens.get(end).isCapitalized()
                || end == at + 1 && tokens.get(end).glued()) {
            return 0;
        }
        out.say(word, at, end);
        out.hold();
        return end - at;
    }

    private static int saintOrStreet(Tokens tokens, int at, Reading out) {
        Token token = tokens.get(at);
        int end = afterDot(tokens, at);
        boolean dot = end > at + 1;
        Token next = tokens.get(end);
        if (token.glued() && !tokens.get(at - 1).isAnyOf("(\"'-[/")
                || next.glued() && !dot && !next.isAnyOf(",;:.!?)\"'/")) {
            return 0;
        }
        if (isSaint(tokens, at, end)) {
            out.say("saint", at, end);
            out.hold();
            return end - at;
        }
        Token before = tokens.get(at - 1);
        boolean numbered = before.glued() && tokens.get(at - 2).isNumber();
        boolean street = before.isCapitalized() || numbered || token.is("St") && before.isWord();
        return street && !token.is("st") || numbered || dot && before.isCapitalized()
                ? behind(tokens, at, "street", out)
                : 0;
    }

    private static boolean isSaint(Tokens tokens, int at, int end) {
        Token next = tokens.get(end);
        String name = tokens.lower(end).replace("'s", "");
        boolean known = SAINTS.contains(name);
        boolean written = tokens.get(at).is("St")
                || known && end > at + 1
                || known && tokens.get(at).is("ST");
        if (!written || !next.isCapitalized() && !(known && end > at + 1)) {
            return false;
        }
        Token before = tokens.get(at - 1);
        boolean named =
                before.isCapitalized() || before.glued() && tokens.get(at - 2).isNumber();
        if (!named) {
            return true;
        }
        boolean street = STREETS.contains(tokens.lower(at - 1)) || !before.isCapitalized();
        return !street && (known || isFirst(tokens, at - 1) && !Openers.contains(next));
    }

    /** Whether a word begins a sentence or a quotation, so that its capital tells nothing. */
    private static boolean isFirst(Tokens tokens, int at) {
        Token before = tokens.get(at - 1);
        return before.kind() == Token.Kind.NONE || before.isAnyOf(".!?\"':(“‘-—");
    }

    /** "Mulholland Dr." where no name follows, unlike in "Dr. Strange". */
    private static boolean isDrive(Tokens tokens, int at) {
        Token before = tokens.get(at - 1);
        boolean named = before.isCapitalized() && !before.isUpperCase() && !Openers.contains(before);
        return tokens.get(at).is("Dr")
                && named
                && !tokens.get(at).glued()
                && !tokens.get(afterDot(tokens, at)).isCapitalized();
    }

    /** Says the kind of a street; its dot ends a sentence only before a word that begins one, or at the end. */
    private static int behind(Tokens tokens, int at, String word, Reading out) {
        out.say(word, at, at + 1);
        if (!tokens.glued(at + 1, ".")) {
            return 1;
        }
        Token next = tokens.get(at + 2);
        boolean ends =
                next.kind() == Token.Kind.NONE || next.isCapitalized() && Openers.contains(next) || next.isAnyOf("\"'");
        if (ends) {
            return 1;
        }
        out.hold();
        return 2;
    }

    private static int afterDot(Tokens tokens, int at) {
        return tokens.glued(at + 1, ".") ? at + 2 : at + 1;
    }

    private static Set<String> words(String kind) {
        return TextTable.rows("saints.tsv").stream()
                .filter(row -> row.get(0).equals(kind))
                .flatMap(row -> Arrays.stream(row.get(1).split(" ")))
                .collect(Collectors.toUnmodifiableSet());
    }
}
