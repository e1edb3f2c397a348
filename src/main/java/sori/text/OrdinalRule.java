package sori.text;

/** "21st", "1,000th": a number with the ending that fits it. */
final class OrdinalRule implements Rule {
    @Override
    public SemioticClass semioticClass() {
        return SemioticClass.ORDINAL;
    }

    @Override
    public int read(Tokens tokens, int at, Reading out) {
        WrittenNumber number = WrittenNumber.at(tokens, at);
        if (number == null || !number.isWhole() || !isEnding(tokens, number.end(), number.whole())) {
            return 0;
        }
        out.say(EnglishNumbers.ordinal(number.whole()), at, number.end() + 1);
        return number.end() + 1 - at;
    }

    /** Whether the token after a number is its ordinal ending. */
    static boolean isEnding(Tokens tokens, int at, String digits) {
        return tokens.get(at).glued() && tokens.lower(at).equals(ending(digits));
    }

    private static String ending(String digits) {
        boolean teen = digits.length() > 1 && digits.charAt(digits.length() - 2) == '1';
        return switch (teen ? '0' : digits.charAt(digits.length() - 1)) {
            case '1' -> "st";
            case '2' -> "nd";
            case '3' -> "rd";
            default -> "th";
        };
    }
}
