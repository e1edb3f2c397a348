package sori.text.korean;

import java.util.Set;
import sori.text.rules.Reading;
import sori.text.rules.Rule;
import sori.text.rules.SemioticClass;
import sori.text.rules.Token;
import sori.text.rules.Tokens;
import sori.text.rules.WrittenNumber;

/**
 * Numbers: native or Sino-Korean by the noun after them (3시 30분 is 세시 삼십분), decimals, fractions, and digit by digit
 * after a word such as 번호. What follows without a space goes on the number's word.
 */
final class KoreanNumberRule implements Rule {
    /** Their numbers are read digit by digit. */
    private static final Set<String> CODES =
            Set.of("번호", "비밀번호", "우편번호", "전화번호", "카드번호", "계좌번호", "코드", "자리", "네자리", "핀");

    /** After 번 they are numbered (삼번 출구), other things happen so often (세번). */
    private static final Set<String> NUMBERED =
            Set.of("출구", "버스", "국도", "홈", "선수", "문제", "문항", "버튼", "트랙", "타자", "게이트", "채널", "방", "교향곡");

    private static final String SUBJECT_PARTICLES = "은는이가을를";

    @Override
    public SemioticClass semioticClass() {
        return SemioticClass.CARDINAL;
    }

    @Override
    public boolean mayStartAt(Token.Kind kind) {
        return kind != Token.Kind.WORD;
    }

    @Override
    public int read(Tokens tokens, int at, Reading out) {
        boolean minus = WrittenNumber.isMinus(tokens, at);
        int first = minus ? at + 1 : at;
        boolean root = tokens.get(first).is("√") && tokens.gluedNumber(first + 1, 1, 30);
        KoreanQuantity quantity = KoreanQuantity.at(tokens, first);
        if (quantity == null) {
            return root ? say("루트", at, first + 1, out) : 0;
        }
        if (minus) {
            out.say("마이너스", at, first);
        }
        if (quantity.fraction()) {
            out.say(quantity.spoken(), first, quantity.end());
            return KoreanParticles.read(tokens, quantity.end(), out) - at;
        }
        String words = words(tokens, first, quantity);
        boolean goesOn = !minus
                && tokens.get(first).glued()
                && (isLatin(tokens.get(at - 1)) || tokens.get(at - 1).is("제"));
        if (goesOn) {
            out.join(words, first, quantity.end());
        } else {
            out.say(words, first, quantity.end());
        }
        return quantity.end() - at;
    }

    private static String words(Tokens tokens, int at, KoreanQuantity quantity) {
        Token number = tokens.get(at);
        boolean whole = quantity.end() == at + 1;
        Token after = tokens.get(quantity.end());
        String digits = number.text();
        if (!whole) {
            return grouped(tokens, at, quantity, after);
        }
        boolean counted = !KoreanCounters.counter(after).isEmpty();
        boolean code = isLatin(tokens.get(at - 1)) && number.glued() && digits.length() > 2
                || digits.startsWith("0") && digits.length() > 1
                || digits.length() >= 3 && isCode(tokens.get(at - 1));
        if (code && !counted) {
            return KoreanNumbers.digits(digits);
        }
        if (tokens.get(at - 1).is("제") && number.glued()) {
            return KoreanNumbers.sino(digits);
        }
        if (tokens.gluedAnyOf(at + 1, "~-") && tokens.gluedNumber(at + 2, 1, 2)) {
            return inRange(digits, tokens.get(at + 3));
        }
        boolean numbered = after.is("번") && isNumbered(tokens.get(at + 2).text());
        return numbered ? KoreanNumbers.sino(digits) : KoreanCounters.number(digits, after);
    }

    /** "1,234" counts like 1234; with a fraction or a power of ten it is as it is. */
    private static String grouped(Tokens tokens, int at, KoreanQuantity quantity, Token after) {
        WrittenNumber number = WrittenNumber.at(tokens, at);
        return number != null && number.isWhole() && number.end() == quantity.end()
                ? KoreanCounters.number(number.whole(), after)
                : quantity.spoken();
    }

    /** The 3 of "3~5개": 세개, because 세 can't stand alone. */
    private static String inRange(String digits, Token noun) {
        String number = KoreanCounters.number(digits, noun);
        boolean counting = KoreanCounters.isNative(noun) && !number.equals(KoreanNumbers.sino(digits));
        return counting ? number + KoreanCounters.counter(noun) : number;
    }

    private static boolean isNumbered(String noun) {
        return NUMBERED.stream().anyMatch(noun::startsWith);
    }

    private static boolean isCode(Token word) {
        String text = word.isWord() ? word.text() : "";
        boolean particle = text.length() > 1 && SUBJECT_PARTICLES.indexOf(text.charAt(text.length() - 1)) >= 0;
        return CODES.contains(text) || particle && CODES.contains(text.substring(0, text.length() - 1));
    }

    private static boolean isLatin(Token token) {
        return token.isWord() && !Tokens.isHangul(token.text().codePointAt(0));
    }

    private static int say(String word, int at, int end, Reading out) {
        out.say(word, at, end);
        return end - at;
    }
}
