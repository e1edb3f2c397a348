package sori.text.korean;

import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import sori.text.TextTable;
import sori.text.rules.KoreanSyllables;
import sori.text.rules.Reading;
import sori.text.rules.Rule;
import sori.text.rules.SemioticClass;
import sori.text.rules.Token;
import sori.text.rules.Tokens;
import sori.text.rules.WrittenNumber;

/** Amounts with a sign or a code from {@code korean-currencies.tsv}: "₩30조" is 삼십조원, "US$ 5" 오 달러, "5.50 EUR" 오 유로 오십 센트. */
final class KoreanMoneyRule implements Rule {
    private record Currency(String name, String hundredth) {
        static final Currency NONE = new Currency("", "");
    }

    private static final Map<String, Currency> CURRENCIES = currencies();
    private static final Map<String, Integer> ZEROS = Map.of("K", 3, "k", 3, "M", 6, "m", 6, "B", 9, "bn", 9);
    private static final String WON = "원";
    private static final Set<String> NAMES = Set.of("달러", "유로", "엔", "위안", "파운드", "프랑", "페소", "루피", "루블");

    @Override
    public SemioticClass semioticClass() {
        return SemioticClass.MONEY;
    }

    @Override
    public int read(Tokens tokens, int at, Reading out) {
        boolean minus = tokens.get(at).is("-") && !tokens.get(at).glued();
        int first = minus ? at + 1 : at;
        int signEnd = signEnd(tokens, first);
        Currency before = currency(tokens, first, signEnd);
        KoreanQuantity quantity = KoreanQuantity.at(tokens, signEnd);
        if (quantity == null || minus && before == Currency.NONE || isCode(tokens, first, signEnd, quantity.end())) {
            return 0;
        }
        Currency currency =
                before != Currency.NONE ? before : currency(tokens, quantity.end(), signEnd(tokens, quantity.end()));
        if (currency == Currency.NONE) {
            return minus ? 0 : named(tokens, quantity, at, out);
        }
        int end = before == Currency.NONE ? signEnd(tokens, quantity.end()) : quantity.end();
        if (minus) {
            out.say("마이너스", at, first);
        }
        WrittenNumber number = WrittenNumber.at(tokens, signEnd);
        if (currency.name.equals(WON)) {
            return won(tokens, quantity, first, end, out) - at;
        }
        if (number != null && before != Currency.NONE) {
            String magnified = magnified(tokens, number);
            if (!magnified.isEmpty()) {
                out.say(magnified + " " + currency.name, first, number.end() + 1);
                return number.end() + 1 - at;
            }
        }
        boolean parts = number != null
                && number.end() == quantity.end()
                && number.fraction().length() == 2;
        String words = number != null && parts && !currency.hundredth.isEmpty()
                ? parts(number, currency)
                : quantity.spoken() + " " + currency.name;
        out.say(words, first, end);
        return end - at;
    }

    /** Thousands, millions and billions by a letter, as Korean counts them: 1.5M is 백오십만; "" where no such letter stands. */
    private static String magnified(Tokens tokens, WrittenNumber number) {
        Token letter = tokens.get(number.end());
        Integer zeros = ZEROS.get(letter.text());
        boolean ends = !KoreanCodes.isLatin(tokens.get(number.end() + 1))
                || !tokens.get(number.end() + 1).glued();
        if (zeros == null || !letter.glued() || !ends || number.fraction().length() > zeros) {
            return "";
        }
        String digits = number.whole()
                + number.fraction()
                + "0".repeat(zeros - number.fraction().length());
        return KoreanNumbers.sino(digits);
    }

    /** "ARS 060-700-1234": letters before groups of digits, or before a zero, are no currency. */
    private static boolean isCode(Tokens tokens, int first, int number, int end) {
        boolean letters = number > first && tokens.get(first).isWord();
        boolean zero =
                tokens.get(number).isNumber(2, 30) && tokens.get(number).text().startsWith("0");
        boolean groups = tokens.glued(end, "-") && tokens.gluedNumber(end + 1, 2, 30);
        return letters && (zero || groups);
    }

    /** "100달러를": the name is a word of its own, with its particle. */
    private static int named(Tokens tokens, KoreanQuantity quantity, int at, Reading out) {
        Token name = tokens.get(quantity.end());
        if (!name.glued() || NAMES.stream().noneMatch(name.text()::startsWith)) {
            return 0;
        }
        out.say(quantity.spoken(), at, quantity.end());
        out.say(KoreanSyllables.only(name.text()), quantity.end(), quantity.end() + 1);
        return quantity.end() + 1 - at;
    }

    /** 삼십조원; also where the power of ten goes on into a particle, as in ₩30조를. */
    private static int won(Tokens tokens, KoreanQuantity quantity, int at, int end, Reading out) {
        Token next = tokens.get(end);
        int magnitude = next.glued() && next.isWord() ? KoreanQuantity.magnitudeLength(next.text()) : 0;
        boolean written = next.glued() && next.text().startsWith(WON, magnitude);
        if (written) {
            out.say(quantity.spoken() + KoreanSyllables.only(next.text()), at, end + 1);
            return end + 1;
        }
        if (magnitude > 0) {
            String rest = KoreanSyllables.only(next.text().substring(magnitude));
            out.say(
                    quantity.spoken() + next.text().substring(0, magnitude) + WON + KoreanParticles.fitting(WON, rest),
                    at,
                    end + 1);
            return end + 1;
        }
        out.say(quantity.spoken() + WON, at, end);
        return KoreanParticles.read(tokens, end, out);
    }

    private static String parts(WrittenNumber number, Currency currency) {
        String units = number.whole().isEmpty() || number.whole().equals("0")
                ? ""
                : KoreanNumbers.sino(number.whole()) + " " + currency.name;
        String hundredths =
                number.fraction().equals("00") ? "" : KoreanNumbers.sino(number.fraction()) + " " + currency.hundredth;
        return units.isEmpty() && hundredths.isEmpty() ? "영 " + currency.name : (units + " " + hundredths).strip();
    }

    private static int signEnd(Tokens tokens, int at) {
        boolean letters = tokens.get(at).isWord() && tokens.glued(at + 1, "$");
        return letters && CURRENCIES.containsKey(tokens.get(at).text() + "$")
                ? at + 2
                : find(tokens.get(at)) == Currency.NONE ? at : at + 1;
    }

    private static Currency currency(Tokens tokens, int at, int end) {
        return switch (end - at) {
            case 1 -> find(tokens.get(at));
            case 2 -> CURRENCIES.getOrDefault(tokens.get(at).text() + "$", Currency.NONE);
            default -> Currency.NONE;
        };
    }

    private static Currency find(Token token) {
        return token.isNumber()
                ? Currency.NONE
                : CURRENCIES.getOrDefault(token.text().toUpperCase(Locale.ROOT), Currency.NONE);
    }

    private static Map<String, Currency> currencies() {
        Map<String, Currency> currencies = new HashMap<>();
        for (List<String> row : TextTable.rows("korean-currencies.tsv")) {
            Currency currency = new Currency(row.get(1), row.size() > 2 ? row.get(2) : "");
            for (String sign : row.get(0).split(" ")) {
                currencies.put(sign, currency);
            }
        }
        return currencies;
    }
}
