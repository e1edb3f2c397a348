package sori.text.english;

import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import sori.text.TextTable;

/**
 * A currency's names, from {@code currencies.tsv}.
 *
 * @param many plural, as in "dollars"
 * @param hundredth singular of its hundredth part; "" if it has none
 */
record Currency(String one, String many, String hundredth, String hundredths) {
    /** Codes that are words in lower case. */
    private static final Set<String> WORDS = Set.of(
            "TRY", "TOP", "LAK", "MOP", "GEL", "MAD", "PEN", "BOB", "BAM", "GIP", "NAD", "ANG", "DOP", "SIT", "ESP",
            "MUR", "SHP", "AFN", "CVE", "COP");

    private static final Map<String, Currency> BY_SIGN = bySign();
    private static final Map<String, String> COUNTRIES = Map.ofEntries(
            Map.entry("US", "u s"),
            Map.entry("USD", "u s"),
            Map.entry("A", "australian"),
            Map.entry("AU", "australian"),
            Map.entry("AUD", "australian"),
            Map.entry("C", "canadian"),
            Map.entry("CA", "canadian"),
            Map.entry("CAD", "canadian"),
            Map.entry("NZ", "new zealand"),
            Map.entry("NZD", "new zealand"),
            Map.entry("HK", "hong kong"),
            Map.entry("HKD", "hong kong"),
            Map.entry("S", "singapore"),
            Map.entry("SGD", "singapore"),
            Map.entry("NT", "taiwan"));

    /** The currency of a sign ($) or a code (USD); null if it is neither. */
    static @Nullable Currency of(String signOrCode) {
        return BY_SIGN.get(signOrCode);
    }

    /** Its names before a noun: "a twenty dollar ticket". */
    Currency asAdjective() {
        return new Currency(one, one, hundredth, hundredth);
    }

    /** What is said before "dollars" for the letters before the sign, as in US$; "" if they mean nothing. */
    static String country(String letters) {
        return COUNTRIES.getOrDefault(letters, "");
    }

    private static Map<String, Currency> bySign() {
        Map<String, Currency> bySign = new HashMap<>();
        for (List<String> row : TextTable.rows("currencies.tsv")) {
            boolean hundredths = row.size() > 4;
            Currency currency =
                    new Currency(row.get(1), row.get(2), hundredths ? row.get(3) : "", hundredths ? row.get(4) : "");
            for (String sign : row.get(0).split(" ")) {
                bySign.put(sign, currency);
                if (sign.length() > 2 && !WORDS.contains(sign)) {
                    bySign.put(sign.toLowerCase(Locale.ROOT), currency);
                }
            }
        }
        return bySign;
    }
}
