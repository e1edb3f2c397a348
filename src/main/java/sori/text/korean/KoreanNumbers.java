package sori.text.korean;

/** Korean number words, written without spaces: 만삼천 (Sino-Korean) and 스물다섯 (native). Digits come in as text, of any length. */
final class KoreanNumbers {
    private static final String DIGITS = "영일이삼사오육칠팔구";
    private static final String[] PLACES = {"", "십", "백", "천"};
    private static final String[] MYRIADS = {"", "만", "억", "조", "경", "해"};
    private static final String[] NATIVE_ONES = {"", "한", "두", "세", "네", "다섯", "여섯", "일곱", "여덟", "아홉"};
    private static final String[] NATIVE_TENS = {"", "열", "스물", "서른", "마흔", "쉰", "예순", "일흔", "여든", "아흔"};

    /** Longer numbers are read digit by digit. */
    private static final int DIGITS_MAX = 4 * MYRIADS.length;

    private KoreanNumbers() {}

    /** "13000" as 만삼천. */
    static String sino(String digits) {
        String plain = withoutLeadingZeros(digits);
        if (plain.length() > DIGITS_MAX) {
            return digits(digits);
        }
        if (plain.equals("0")) {
            return "영";
        }
        StringBuilder words = new StringBuilder();
        for (int left = plain.length(); left > 0; ) {
            int size = (left - 1) % 4 + 1;
            int from = plain.length() - left;
            String group = myriad(plain.substring(from, from + size));
            left -= size;
            if (!group.isEmpty()) {
                boolean tenThousand = words.isEmpty() && group.equals("일") && left == 4; // 만, but 일억
                words.append(tenThousand ? "" : group).append(MYRIADS[left / 4]);
            }
        }
        return words.toString();
    }

    static String sino(int number) {
        return sino(Integer.toString(number));
    }

    /** "21" as 스물한번째. */
    static String ordinal(String digits) {
        int value = small(digits);
        String number = value == 1 ? "첫" : value > 0 && value < 40 ? counting(value) : sino(digits);
        return number + "번째";
    }

    /** "010" as 영일영. */
    static String digits(String digits) {
        StringBuilder words = new StringBuilder(digits.length());
        for (int i = 0; i < digits.length(); i++) {
            words.append(DIGITS.charAt(digits.charAt(i) - '0'));
        }
        return words.toString();
    }

    /** 1 to 99 before what it counts: 한, 스무, 스물다섯. */
    static String counting(int number) {
        if (number == 20) {
            return "스무";
        }
        return NATIVE_TENS[number / 10] + NATIVE_ONES[number % 10];
    }

    /** The value of digits, leading zeros aside; -1 if it is no number below ten thousand. */
    static int small(String digits) {
        String plain = withoutLeadingZeros(digits);
        return plain.length() > 4 ? -1 : Integer.parseInt(plain);
    }

    private static String withoutLeadingZeros(String digits) {
        int zeros = 0;
        while (zeros < digits.length() - 1 && digits.charAt(zeros) == '0') {
            zeros++;
        }
        return digits.substring(zeros);
    }

    private static String myriad(String digits) {
        StringBuilder words = new StringBuilder();
        for (int i = 0; i < digits.length(); i++) {
            int digit = digits.charAt(i) - '0';
            int place = digits.length() - 1 - i;
            if (digit > 0) {
                words.append(digit == 1 && place > 0 ? "" : DIGITS.charAt(digit))
                        .append(PLACES[place]);
            }
        }
        return words.toString();
    }
}
