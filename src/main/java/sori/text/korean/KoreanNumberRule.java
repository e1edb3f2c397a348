package sori.text.korean;

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
        if (first == at && isImplied(tokens, at)) {
            return 1;
        }
        String words = words(tokens, first, quantity);
        boolean goesOn = !minus
                && tokens.get(first).glued()
                && (isLatin(tokens.get(at - 1)) || tokens.get(at - 1).is("제") || isGrade(tokens, at));
        if (goesOn) {
            out.join(words, first, quantity.end());
        } else {
            out.say(words, first, quantity.end());
        }
        return quantity.end() - at;
    }

    /** The 1 of 1만원 and 1천명, which is 만원 and 천명. */
    private static boolean isImplied(Tokens tokens, int at) {
        Token noun = tokens.get(at + 1);
        return tokens.get(at).is("1")
                && !tokens.get(at).glued()
                && noun.glued()
                && noun.isWord()
                && "만천백".indexOf(noun.text().charAt(0)) >= 0;
    }

    private static String words(Tokens tokens, int at, KoreanQuantity quantity) {
        Token number = tokens.get(at);
        boolean whole = quantity.end() == at + 1;
        Token after = tokens.get(quantity.end());
        String digits = number.text();
        if (!whole) {
            return grouped(tokens, at, quantity, after);
        }
        if (KoreanCodes.isCode(tokens, at)) {
            return KoreanCodes.spoken(tokens, at);
        }
        if (number.glued() && (tokens.get(at - 1).is("제") || isGrade(tokens, at))) {
            return KoreanNumbers.sino(digits);
        }
        if (tokens.gluedAnyOf(at + 1, "~-") && tokens.gluedNumber(at + 2, 1, 2)) {
            return KoreanSeries.isNumbered(tokens, at, at + 3)
                    ? KoreanNumbers.sino(digits)
                    : inRange(digits, tokens.get(at + 3));
        }
        return KoreanSeries.isNumbered(tokens, at, at + 1)
                ? KoreanNumbers.sino(digits)
                : KoreanCounters.number(digits, after, KoreanSeries.countsMachines(tokens, at));
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

    /** "고3", "중2병": a pupil's year. */
    private static boolean isGrade(Tokens tokens, int at) {
        Token school = tokens.get(at - 1);
        return tokens.get(at).isNumber(1, 1)
                && school.isAnyOf("초중고대")
                && tokens.get(at).glued();
    }

    private static boolean isLatin(Token token) {
        return token.isWord() && !Tokens.isHangul(token.text().codePointAt(0));
    }

    private static int say(String word, int at, int end, Reading out) {
        out.say(word, at, end);
        return end - at;
    }
}
