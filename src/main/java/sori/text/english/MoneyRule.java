package sori.text.english;

import java.util.Map;
import java.util.Set;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import sori.text.rules.PlainRule;
import sori.text.rules.Reading;
import sori.text.rules.Rule;
import sori.text.rules.SemioticClass;
import sori.text.rules.Token;
import sori.text.rules.Tokens;
import sori.text.rules.WrittenNumber;

/** Amounts of money: "$20.50", "US$76.3 trillion", "€5m", "30 EUR", "5¢", "$20/mo", "$5-10 million". */
final class MoneyRule implements Rule {
    private static final Pattern TRAILING_ZEROS = Pattern.compile("(?<!0)0+$");

    private static final Set<String> MAGNITUDES =
            Set.of("hundred", "thousand", "million", "billion", "trillion", "lakh", "crore");
    private static final Map<String, String> SHORT_MAGNITUDES = Map.ofEntries(
            Map.entry("k", "thousand"),
            Map.entry("m", "million"),
            Map.entry("mm", "million"),
            Map.entry("mn", "million"),
            Map.entry("mln", "million"),
            Map.entry("b", "billion"),
            Map.entry("bn", "billion"),
            Map.entry("bln", "billion"),
            Map.entry("t", "trillion"),
            Map.entry("tn", "trillion"));

    private static final Map<String, String> PER =
            Map.of("pg", "page", "usr", "user", "wd", "word", "svc", "service", "pers", "person", "pp", "person");

    private static final Set<String> BILLS =
            Set.of("bill", "bills", "note", "notes", "coin", "coins", "banknote", "banknotes", "stamp", "stamps");

    private static final int SHARED_MAX = 7;

    @Override
    public SemioticClass semioticClass() {
        return SemioticClass.MONEY;
    }

    @Override
    public int read(Tokens tokens, int at, Reading out) {
        boolean minus = tokens.get(at).is("-")
                && !tokens.get(at).glued()
                && tokens.get(at + 1).glued();
        int first = minus ? at + 1 : at;
        String country = tokens.glued(first + 1, "$")
                ? Currency.country(tokens.get(first).text())
                : "";
        int sign = country.isEmpty() ? first : first + 1;
        boolean real = tokens.get(first).is("R") && tokens.glued(first + 1, "$");
        Currency before = Currency.of(real ? "BRL" : tokens.get(sign).text());
        if (tokens.get(sign).is("COP") && tokens.get(sign + 1).glued()) {
            return 0; // a conference: COP26
        }
        boolean signed = before != null;
        if (real) {
            sign++;
        }
        int afterSign = tokens.get(sign).is("Rs") && tokens.glued(sign + 1, ".") ? sign + 2 : sign + 1;
        boolean inner = signed
                && tokens.glued(afterSign, "-")
                && tokens.get(afterSign).glued()
                && tokens.get(afterSign + 1).glued();
        WrittenNumber number = WrittenNumber.at(tokens, signed ? inner ? afterSign + 1 : afterSign : first);
        number = number == null ? null : withComma(tokens, number, signed);
        boolean code =
                inner && tokens.get(sign).isWord() && tokens.get(sign).text().length() > 2;
        if (number == null || code) {
            return 0; // none, or a name such as CVE-2021-44228
        }
        String from = minus || inner ? "minus " : "";
        WrittenNumber upTo = signed ? upTo(tokens, number.end()) : null;
        if (upTo != null) {
            from += EnglishNumbers.spoken(number) + " to ";
            number = upTo;
        }
        int magnitudeEnd = magnitudeEnd(tokens, number.end(), signed);
        Currency currency =
                signed ? before : Currency.of(tokens.get(magnitudeEnd).text());
        if (currency == null) {
            return cents(tokens, at, number, out);
        }
        String magnitude = magnitude(tokens, number.end(), magnitudeEnd);
        int end = signed ? magnitudeEnd : magnitudeEnd + 1;
        boolean hyphened = magnitudeEnd > number.end() && tokens.glued(number.end(), "-");
        boolean adjective = hyphened || BILLS.contains(tokens.lower(end)) || Adjectives.isOne(tokens, at, end);
        String name = from + amount(number, magnitude, adjective ? currency.asAdjective() : currency, country);
        boolean closed = tokens.glued(end, "/") && tokens.glued(end + 1, "-"); // "Rs 500/-"
        out.say(name, at, end);
        return closed ? end + 2 - at : per(tokens, end, out) - at;
    }

    /** "5,50 €": with a comma as most of Europe writes it. */
    private static WrittenNumber withComma(Tokens tokens, WrittenNumber number, boolean signed) {
        int end = number.end() + 2;
        boolean shape = number.isWhole()
                && !number.grouped()
                && tokens.glued(number.end(), ",")
                && tokens.gluedNumber(number.end() + 1, 2, 2)
                && !(tokens.get(end).glued()
                        && (tokens.get(end).isNumber() || tokens.get(end).isWord()));
        boolean euro =
                signed ? tokens.get(number.end() - 2).is("€") : tokens.get(end).is("€");
        return shape && euro
                ? new WrittenNumber(number.whole(), tokens.get(number.end() + 1).text(), false, end)
                : number;
    }

    /** "/mo", "/kg" or any word behind a slash, as in "$50/night"; gives the token after it. */
    private static int per(Tokens tokens, int slash, Reading out) {
        int end = MeasureRule.per(tokens, slash, out);
        Token word = tokens.get(slash + 1);
        if (end > slash || !tokens.glued(slash, "/") || !word.glued() || !word.isLowerCase()) {
            return end;
        }
        boolean each = word.is("ea");
        out.say(each ? "each" : "per", slash, slash + 1);
        out.say(each ? "" : PER.getOrDefault(word.text(), PlainRule.letters(word.text())), slash + 1, slash + 2);
        return slash + 2;
    }

    /** The 10 of "$5-10 million" and "$5-10": a second number that shares the first one's sign, and has a magnitude or is the larger. */
    private static @Nullable WrittenNumber upTo(Tokens tokens, int dash) {
        boolean number = tokens.gluedAnyOf(dash, "-–")
                && tokens.get(dash + 1).glued()
                && tokens.get(dash + 1).isNumber();
        WrittenNumber second = number ? WrittenNumber.at(tokens, dash + 1) : null;
        if (second == null) {
            return null;
        }
        Token behind = tokens.get(second.end());
        boolean ends = !behind.glued()
                || behind.isAnyOf(".,;:!?)\"'") && !tokens.get(second.end() + 1).isNumber();
        boolean larger = tokens.get(dash - 1).isNumber(1, 4)
                && second.isWhole()
                && second.whole().length() < SHARED_MAX
                && Integer.parseInt(second.whole())
                        > Integer.parseInt(tokens.get(dash - 1).text());
        return magnitudeEnd(tokens, second.end(), true) > second.end()
                        || ends && larger && !tokens.get(dash - 2).is(".")
                ? second
                : null;
    }

    private static int cents(Tokens tokens, int at, WrittenNumber number, Reading out) {
        boolean pence = tokens.glued(number.end(), "p")
                && number.isWhole()
                && number.whole().length() < 3
                && (!tokens.get(number.end() + 1).glued()
                        || tokens.get(number.end() + 1).isAnyOf(",.;:!?)"))
                && !tokens.get(at).glued();
        if (!pence && !tokens.glued(number.end(), "¢")) {
            return 0;
        }
        String coins = pence ? number.isOne() ? " penny" : " pence" : number.isOne() ? " cent" : " cents";
        out.say(EnglishNumbers.spoken(number) + coins, at, number.end() + 1);
        return number.end() + 1 - at;
    }

    /** Token after a magnitude, or the given one. Short ones only after a sign, where "5 m" can't be metres. */
    private static int magnitudeEnd(Tokens tokens, int at, boolean signed) {
        int word = tokens.glued(at, "-") ? at + 1 : at;
        if (MAGNITUDES.contains(tokens.lower(word))) {
            return word + 1;
        }
        return signed && SHORT_MAGNITUDES.containsKey(tokens.lower(at)) ? at + 1 : at;
    }

    private static String magnitude(Tokens tokens, int at, int end) {
        if (end == at) {
            return "";
        }
        String word = tokens.lower(end - 1);
        return SHORT_MAGNITUDES.getOrDefault(word, word);
    }

    private static String amount(WrittenNumber number, String magnitude, Currency currency, String country) {
        String space = country.isEmpty() ? " " : " " + country + " ";
        if (!magnitude.isEmpty()) {
            return EnglishNumbers.spoken(number) + " " + magnitude + space + currency.many();
        }
        String hundredths = currency.hundredth().isEmpty() && !isZero(number.fraction()) ? null : hundredths(number);
        if (hundredths == null) {
            return EnglishNumbers.spoken(number) + space + currency.many();
        }
        String whole = EnglishNumbers.cardinal(number.whole().isEmpty() ? "0" : number.whole());
        String units = whole + space + (whole.equals("one") ? currency.one() : currency.many());
        if (hundredths.equals("0")) {
            return units;
        }
        String parts = EnglishNumbers.cardinal(hundredths) + " "
                + (hundredths.equals("1") ? currency.hundredth() : currency.hundredths());
        return whole.equals("zero") ? parts : units + " " + parts;
    }

    /** 0 to 99; null if the fraction is finer than hundredths. */
    private static @Nullable String hundredths(WrittenNumber number) {
        String fraction = TRAILING_ZEROS.matcher(number.fraction()).replaceFirst("");
        if (fraction.length() > 2) {
            return null;
        }
        return Integer.toString(Integer.parseInt((fraction + "00").substring(0, 2)));
    }

    private static boolean isZero(String digits) {
        return digits.chars().allMatch(c -> c == '0');
    }
}
