package sori.text.english.notation;

import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import sori.text.TextTable;
import sori.text.english.EnglishNumbers;
import sori.text.english.FractionRule;
import sori.text.rules.CleanText;
import sori.text.rules.LettersRule;
import sori.text.rules.PlainRule;
import sori.text.rules.Token;
import sori.text.rules.Tokens;
import sori.text.rules.WrittenNumber;

/** A formula in TeX's notation said in words, from left to right: {@code \frac{a}{b}} is a over b. Commands from {@code formula-commands.tsv}. For one thread. */
final class Formula {
    private static final Map<String, String> COMMANDS = TextTable.pairs("formula-commands.tsv");
    private static final Set<String> FRACTIONS = Set.of("frac", "dfrac", "tfrac", "cfrac");
    private static final String ROOT = "sqrt";

    /** What has bounds: those below are "from", those above "to". */
    private static final Set<String> BOUNDED = Set.of("sum", "prod", "int", "iint", "oint");

    private static final Map<String, String> SIGNS = Map.ofEntries(
            Map.entry("+", "plus"),
            Map.entry("-", "minus"),
            Map.entry("–", "minus"),
            Map.entry("=", "equals"),
            Map.entry("<", "less than"),
            Map.entry(">", "greater than"),
            Map.entry("*", "times"),
            Map.entry("×", "times"),
            Map.entry("·", "times"),
            Map.entry("/", "over"),
            Map.entry("!", "factorial"),
            Map.entry("'", "prime"),
            Map.entry("%", "percent"),
            Map.entry("±", "plus or minus"),
            Map.entry("≤", "less than or equal to"),
            Map.entry("≥", "greater than or equal to"),
            Map.entry("≠", "not equal to"),
            Map.entry("∞", "infinity"),
            Map.entry("²", "squared"),
            Map.entry("³", "cubed"));

    /** Letters of a product such as "mc"; longer ones are a name. */
    private static final int FACTORS_MAX = 3;

    private static final int DEPTH_MAX = 6;

    private final Tokens tokens;
    private final int end;
    private int at;
    private int depth;

    private Formula(Tokens tokens, int start, int end) {
        this.tokens = tokens;
        this.at = start;
        this.end = end;
    }

    /** @return what stands from a token to before another, in words; "" where nothing is to be said */
    static String words(Tokens tokens, int start, int end) {
        return new Formula(tokens, start, end).rest();
    }

    /** A fraction or a root that stands outside a formula. */
    record Command(String words, int end) {}

    /** @return the fraction or root whose backslash is a token; null for another command, or one without its parts */
    static @Nullable Command command(Tokens tokens, int start, int most) {
        String name = tokens.get(start + 1).text();
        boolean known = FRACTIONS.contains(name) || name.equals(ROOT);
        if (!known || !tokens.get(start + 1).glued() || !tokens.glued(start + 2, "{")) {
            return null;
        }
        Formula formula = new Formula(tokens, start, start + most);
        String words = formula.atom();
        return tokens.get(formula.at - 1).is("}") ? new Command(words, formula.at) : null;
    }

    private String rest() {
        StringBuilder words = new StringBuilder();
        while (at < end) {
            add(words, atom());
        }
        return words.toString();
    }

    /** The words of the next thing, which is passed over. */
    private String atom() {
        Token token = tokens.get(at);
        if (token.is("\\")) {
            return backslash();
        }
        if (token.is("{")) {
            return group();
        }
        if (token.isNumber()) {
            WrittenNumber number = WrittenNumber.at(tokens, at);
            if (number == null || number.end() > end) {
                at++;
                return EnglishNumbers.cardinal(token.text());
            }
            at = number.end();
            return EnglishNumbers.spoken(number);
        }
        at++;
        if (token.isWord()) {
            return word(token);
        }
        if (token.is("^") || token.is(CleanText.RAISED)) {
            return power(part());
        }
        return token.is("_") ? part() : SIGNS.getOrDefault(token.text(), "");
    }

    private String word(Token token) {
        String letters = token.text();
        boolean product = letters.length() <= FACTORS_MAX && letters.chars().allMatch(c -> c < 0x80 && c != '\'');
        boolean function = letters.length() == 1 && tokens.glued(at, "(") && tokens.glued(at + 2, ")");
        return (product ? LettersRule.spelled(letters) : PlainRule.letters(letters)) + (function ? " of" : "");
    }

    private String power(String exponent) {
        return switch (exponent) {
            case "" -> "";
            case "two" -> "squared";
            case "three" -> "cubed";
            case "degrees", "prime" -> exponent;
            default -> "to the " + exponent;
        };
    }

    private String backslash() {
        Token name = tokens.get(at + 1);
        at += 2;
        if (!name.isWord()) {
            return name.isAnyOf("%$#&") ? name.is("$") ? "dollars" : SIGNS.getOrDefault(name.text(), "") : "";
        }
        String command = name.text();
        if (FRACTIONS.contains(command)) {
            return fraction();
        }
        if (command.equals(ROOT)) {
            return root();
        }
        if (BOUNDED.contains(command)) {
            return bounded(COMMANDS.getOrDefault(command, command));
        }
        if (command.equals("lim")) {
            boolean below = at < end && tokens.get(at).is("_");
            at += below ? 1 : 0;
            return below ? "limit as " + part() + " of" : "limit";
        }
        String words = COMMANDS.getOrDefault(command, PlainRule.letters(command));
        return words.equals("-") ? "" : words;
    }

    /** "sum from i equals one to n of". */
    private String bounded(String name) {
        StringBuilder words = new StringBuilder(name);
        boolean bounds = false;
        for (int i = 0; i < 2 && at < end && tokens.get(at).isAnyOf("_^"); i++) {
            boolean below = tokens.get(at++).is("_");
            add(words, below ? "from" : "to");
            add(words, part());
            bounds = true;
        }
        return bounds || at < end ? words + " of" : words.toString();
    }

    private String fraction() {
        boolean digits = at < end && tokens.get(at).isNumber(2, 2);
        if (digits) {
            String both = tokens.get(at++).text();
            return FractionRule.words(both.substring(0, 1), both.substring(1));
        }
        String above = number();
        int begin = at;
        String first = part();
        String below = number();
        String second = part();
        boolean numbers = !above.isEmpty() && !below.isEmpty() && at > begin;
        return numbers ? FractionRule.words(above, below) : first + " over " + second;
    }

    private String root() {
        String index = "";
        if (at < end && tokens.get(at).is("[")) {
            index = tokens.get(at + 1).text();
            at = Math.min(end, at + 3);
        }
        String name = index.isEmpty()
                ? "square root"
                : tokens.get(at - 2).isNumber()
                        ? index.equals("3") ? "cube root" : EnglishNumbers.ordinal(index) + " root"
                        : index + "th root";
        return "the " + name + " of " + part();
    }

    /** The number that stands alone in the braces at which it is; "" for anything else. */
    private String number() {
        boolean alone = at + 2 < end
                && tokens.get(at).is("{")
                && tokens.get(at + 1).isNumber(1, 3)
                && !tokens.get(at + 1).text().startsWith("0")
                && tokens.get(at + 2).is("}");
        return alone ? tokens.get(at + 1).text() : "";
    }

    /** An argument: a group in braces, or the next thing. */
    private String part() {
        return at < end ? atom() : "";
    }

    private String group() {
        at++;
        depth++;
        StringBuilder words = new StringBuilder();
        while (at < end && !tokens.get(at).is("}")) {
            if (depth > DEPTH_MAX) {
                at++;
            } else {
                add(words, atom());
            }
        }
        at = Math.min(end, at + 1);
        depth--;
        return words.toString();
    }

    private static void add(StringBuilder words, String more) {
        words.append(words.isEmpty() || more.isEmpty() ? "" : " ").append(more);
    }
}
