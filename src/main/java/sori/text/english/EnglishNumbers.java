package sori.text.english;

import java.util.Map;
import java.util.regex.Pattern;
import sori.text.rules.WrittenNumber;

/** English number words, American and without hyphens: "one hundred twenty three". Digits come in as text, of any length. */
public final class EnglishNumbers {
    private static final String[] SMALL = {
        "zero",
        "one",
        "two",
        "three",
        "four",
        "five",
        "six",
        "seven",
        "eight",
        "nine",
        "ten",
        "eleven",
        "twelve",
        "thirteen",
        "fourteen",
        "fifteen",
        "sixteen",
        "seventeen",
        "eighteen",
        "nineteen"
    };
    private static final String[] TENS = {
        "", "", "twenty", "thirty", "forty", "fifty", "sixty", "seventy", "eighty", "ninety"
    };
    private static final String[] MAGNITUDES = {
        "", " thousand", " million", " billion", " trillion", " quadrillion", " quintillion", " sextillion"
    };
    private static final Map<String, String> ORDINALS = Map.ofEntries(
            Map.entry("one", "first"),
            Map.entry("two", "second"),
            Map.entry("three", "third"),
            Map.entry("five", "fifth"),
            Map.entry("eight", "eighth"),
            Map.entry("nine", "ninth"),
            Map.entry("twelve", "twelfth"));

    private static final Pattern LEADING_ZEROS = Pattern.compile("^0+(?=.)");

    /** Longer numbers are read digit by digit. */
    private static final int DIGITS_MAX = 3 * MAGNITUDES.length;

    private EnglishNumbers() {}

    /** "1234" as one thousand two hundred thirty four. */
    public static String cardinal(String digits) {
        String plain = LEADING_ZEROS.matcher(digits).replaceFirst("");
        if (plain.length() > DIGITS_MAX) {
            return digits(digits);
        }
        if (plain.equals("0")) {
            return SMALL[0];
        }
        StringBuilder words = new StringBuilder();
        for (int left = plain.length(); left > 0; ) {
            int size = (left - 1) % 3 + 1;
            int from = plain.length() - left;
            int group = Integer.parseInt(plain.substring(from, from + size));
            left -= size;
            if (group > 0) {
                words.append(words.isEmpty() ? "" : " ").append(hundreds(group)).append(MAGNITUDES[left / 3]);
            }
        }
        return words.toString();
    }

    public static String cardinal(int number) {
        return cardinal(Integer.toString(number));
    }

    /** "21" as twenty first. */
    public static String ordinal(String digits) {
        String cardinal = cardinal(digits);
        int last = cardinal.lastIndexOf(' ') + 1;
        String word = cardinal.substring(last);
        String ordinal = ORDINALS.getOrDefault(
                word, word.endsWith("y") ? word.substring(0, word.length() - 1) + "ieth" : word + "th");
        return cardinal.substring(0, last) + ordinal;
    }

    static String ordinal(int number) {
        return ordinal(Integer.toString(number));
    }

    /** "407" as four zero seven. */
    public static String digits(String digits) {
        StringBuilder words = new StringBuilder(6 * digits.length());
        for (int i = 0; i < digits.length(); i++) {
            words.append(i == 0 ? "" : " ").append(SMALL[digits.charAt(i) - '0']);
        }
        return words.toString();
    }

    /** Four digits as a year: nineteen eighty four, nineteen o five, nineteen hundred, two thousand nine. */
    static String year(String digits) {
        int year = Integer.parseInt(digits);
        int century = year / 100;
        int rest = year % 100;
        if (digits.length() != 4 || century % 10 == 0 && rest < 10) {
            return cardinal(digits);
        }
        if (rest == 0) {
            return cardinal(century) + " hundred";
        }
        return cardinal(century) + (rest < 10 ? " o " : " ") + cardinal(rest);
    }

    /** Three or four digits with an era: 476 as four seventy six, 4200 as forty two hundred, 405 as four hundred five. */
    static String yearOfEra(String digits) {
        boolean plain = digits.length() == 3 && digits.charAt(1) == '0';
        if (digits.length() == 4) {
            return year(digits);
        }
        return plain || digits.endsWith("00")
                ? cardinal(digits)
                : cardinal(digits.substring(0, 1)) + " " + cardinal(digits.substring(1));
    }

    /** "1428" as fourteen twenty eight, "123" as one twenty three: house and room numbers. */
    static String pairs(String digits) {
        if (digits.length() > 4 || digits.startsWith("0")) {
            return digits(digits);
        }
        if (digits.length() < 3 || digits.endsWith("000") || digits.length() == 3 && digits.endsWith("00")) {
            return cardinal(digits);
        }
        if (digits.endsWith("00")) {
            return cardinal(digits.substring(0, 2)) + " hundred";
        }
        int split = digits.length() - 2;
        String rest = digits.substring(split);
        return cardinal(digits.substring(0, split)) + (rest.startsWith("0") ? " o " : " ") + cardinal(rest);
    }

    /** The plural of a number word, as in thirds or nineties. */
    static String plural(String words) {
        if (words.endsWith("y")) {
            return words.substring(0, words.length() - 1) + "ies";
        }
        return words + (words.endsWith("x") ? "es" : "s");
    }

    private static String hundreds(int number) {
        String hundreds = number >= 100 ? SMALL[number / 100] + " hundred" : "";
        int rest = number % 100;
        if (rest == 0) {
            return hundreds;
        }
        String tens = rest < 20 ? SMALL[rest] : TENS[rest / 10] + (rest % 10 > 0 ? " " + SMALL[rest % 10] : "");
        return hundreds.isEmpty() ? tens : hundreds + " " + tens;
    }

    /** "one thousand two hundred thirty four point five zero", "zero point o five". */
    public static String spoken(WrittenNumber number) {
        if (number.isWhole()) {
            return cardinal(number.whole());
        }
        String fraction = number.fraction();
        boolean hundredths = fraction.length() == 2 && fraction.charAt(0) == '0' && fraction.charAt(1) != '0';
        String digits = digits(fraction);
        String point = "point " + (hundredths ? digits.replace("zero", "o") : digits);
        return number.whole().isEmpty() ? point : cardinal(number.whole()) + " " + point;
    }
}
