package sori.text.korean;

import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import sori.text.TextTable;
import sori.text.rules.Token;
import sori.text.rules.Tokens;

/**
 * Numbers that count nothing and are read digit by digit: behind a word such as 번호 or 끝자리, on Latin letters ("KE018"), with a zero
 * first, and the short telephone numbers that everybody knows (119 where help is called).
 */
final class KoreanCodes {
    private static final Set<String> WORDS = Set.of(
            "자리", "네자리", "끝자리", "뒷자리", "앞자리", "마지막자리", "핀", "학번", "사번", "군번", "암호", "계좌", "비번", "내선", "교환", "pin",
            "otp", "code", "id");

    private static final List<String> ENDINGS = List.of("번호", "코드");
    private static final String SUBJECT_PARTICLES = "은는이가을를";
    private static final List<String> YEARS = List.of("년생", "학번", "년도", "군번");

    /** What follows a code, though it begins like a noun that counts: 3456번, 3456인. */
    private static final List<String> AFTER_CODES = List.of("번", "인");

    /** Of cars, but for those that count or name places: 10도, 3조. */
    private static final String PLATE_LETTERS = "가나다라마거너더러머버서어저고노로모보소오누두루무부바사아자하허호";

    private static final int DIGITS_MIN = 3;

    private static final Set<String> SHORT_NUMBERS = Set.of(
            "100", "101", "106", "110", "111", "112", "113", "114", "116", "117", "118", "119", "120", "121", "122",
            "123", "125", "126", "127", "128", "129", "131", "132", "134", "141", "182", "188", "911", "999", "1330",
            "1332", "1339", "1345", "1350", "1366", "1388", "1393", "1577");

    /** Where they stand for a telephone. */
    private static final Set<String> CALLS = Set.of(
            "신고", "전화", "연락", "구조", "구급", "도움", "접수", "상담", "상황실", "종합상황", "콜센터", "소방", "긴급", "안내", "문의", "출동", "대원",
            "안전센터", "비상벨", "응급", "화재", "특수구조", "국번");

    private static final Map<String, Set<String>> NAMES = names();

    private static final Set<String> CALLING_PARTICLES =
            Set.of("", "에", "로", "으로", "에서", "가", "번", "번에", "번으로", "에다", "는");

    private KoreanCodes() {}

    /** Whether the number at a token is read digit by digit. */
    static boolean isCode(Tokens tokens, int at) {
        String digits = tokens.get(at).text();
        Token before = tokens.get(at - 1);
        Token after = tokens.get(at + 1);
        boolean onLatin = isLatin(before) && tokens.get(at).glued() && digits.length() >= DIGITS_MIN;
        boolean zero = digits.startsWith("0") && digits.length() > 1;
        boolean announced = digits.length() >= DIGITS_MIN && isAnnounced(tokens, at);
        boolean counted = !KoreanCounters.counter(after).isEmpty();
        return isYear(digits, after.text())
                || isName(digits, after.text())
                || digits.startsWith("00")
                || isPlate(tokens, at)
                || isEmergency(tokens, at)
                || (onLatin || zero || announced)
                        && (!counted || announced && AFTER_CODES.stream().anyMatch(after.text()::startsWith))
                || SHORT_NUMBERS.contains(digits) && isCalled(tokens, at);
    }

    /** Whether the word before a number says that it is one: 번호, 끝자리. */
    static boolean isAnnounced(Tokens tokens, int at) {
        int before = at - 1;
        while (before > at - 4 && tokens.get(before).isAnyOf(":([\"'")) {
            before--;
        }
        String text = tokens.get(before).isWord() ? tokens.get(before).text() : "";
        boolean particle = text.length() > 1 && SUBJECT_PARTICLES.indexOf(text.charAt(text.length() - 1)) >= 0;
        return isWord(text) || particle && isWord(text.substring(0, text.length() - 1));
    }

    private static boolean isWord(String text) {
        return WORDS.contains(text.toLowerCase(Locale.ROOT)) || ENDINGS.stream().anyMatch(text::endsWith);
    }

    /** Digit by digit, but for the year of "08년생", which begins with 공. */
    static String spoken(Tokens tokens, int at) {
        String digits = tokens.get(at).text();
        String noun = tokens.get(at + 1).text();
        return isYear(digits, noun) || isName(digits, noun)
                ? KoreanNumbers.digits(digits).replace('영', '공')
                : KoreanNumbers.digits(digits);
    }

    /** 119 and 112 stand for a telephone wherever they count nothing. */
    private static boolean isEmergency(Tokens tokens, int at) {
        Token after = tokens.get(at + 1);
        String glued = after.glued() ? after.text() : "";
        boolean called = tokens.get(at).is("119") || tokens.get(at).is("112");
        boolean alone = glued.isEmpty()
                || CALLING_PARTICLES.contains(glued)
                || KoreanParticles.is(glued)
                || ".,?!)\"'".contains(glued);
        boolean sum = tokens.get(at - 1).isAnyOf("+-×÷=/:~$₩#") || after.isAnyOf("+-×÷=/:~%");
        return called
                && alone
                && !sum
                && !tokens.get(at - 1).isNumber()
                && KoreanCounters.counter(after).isEmpty();
    }

    /** The last four digits of a car's number: 12가 3456. */
    private static boolean isPlate(Tokens tokens, int at) {
        Token letter = tokens.get(at - 1);
        return tokens.get(at).isNumber(4, 4)
                && letter.text().length() == 1
                && PLATE_LETTERS.contains(letter.text())
                && letter.glued()
                && tokens.get(at - 2).isNumber(2, 3);
    }

    /** 586세대, 88올림픽. */
    private static boolean isName(String digits, String noun) {
        return NAMES.entrySet().stream()
                .anyMatch(each ->
                        noun.startsWith(each.getKey()) && each.getValue().contains(digits));
    }

    private static boolean isYear(String digits, String noun) {
        return digits.length() == 2 && digits.startsWith("0") && YEARS.stream().anyMatch(noun::startsWith);
    }

    private static boolean isCalled(Tokens tokens, int at) {
        Token after = tokens.get(at + 1);
        String glued = after.glued() && after.isWord() ? after.text() : "";
        int next = glued.isEmpty() ? at + 1 : at + 2;
        return isCall(glued)
                || CALLING_PARTICLES.contains(glued)
                        && (isCall(tokens.get(next).text())
                                || isCall(tokens.get(at - 1).text()));
    }

    private static boolean isCall(String word) {
        return CALLS.stream().anyMatch(word::startsWith);
    }

    static boolean isLatin(Token token) {
        return token.isWord() && !Tokens.isHangul(token.text().codePointAt(0));
    }

    private static Map<String, Set<String>> names() {
        Map<String, Set<String>> names = new HashMap<>();
        TextTable.pairs("korean-codes.tsv").forEach((noun, numbers) -> names.put(noun, Set.of(numbers.split(" "))));
        return names;
    }
}
