package sori.text.english;

import sori.text.rules.Reading;
import sori.text.rules.Rule;
import sori.text.rules.SemioticClass;
import sori.text.rules.Token;
import sori.text.rules.Tokens;

/** Feet and inches ("5'10\"") and the minutes and seconds of an angle ("45°30'15\"N"). */
final class PrimeRule implements Rule {
    @Override
    public SemioticClass semioticClass() {
        return SemioticClass.MEASURE;
    }

    @Override
    public boolean mayStartAt(Token.Kind kind) {
        return kind == Token.Kind.NUMBER;
    }

    @Override
    public int read(Tokens tokens, int at, Reading out) {
        if (!tokens.get(at).isNumber(1, 3)) {
            return 0;
        }
        if (tokens.glued(at + 1, "°")) {
            return angle(tokens, at, out);
        }
        boolean inches = tokens.get(at).isNumber(1, 2)
                && tokens.glued(at + 1, "'")
                && tokens.gluedNumber(at + 2, 1, 2)
                && tokens.glued(at + 3, "\"");
        if (!inches) {
            return 0;
        }
        String words = count(tokens, at, "foot", "feet") + " " + count(tokens, at + 2, "inch", "inches");
        out.say(words, at, at + 4);
        return 4;
    }

    private static int angle(Tokens tokens, int at, Reading out) {
        int end = at + 2;
        if (!tokens.get(end).isNumber(1, 2) || !tokens.get(end + 1).is("'")) {
            return 0;
        }
        out.say(count(tokens, at, "degree", "degrees"), at, end);
        out.say(count(tokens, end, "minute", "minutes"), end, end + 2);
        end += 2;
        if (tokens.get(end).isNumber(1, 2) && tokens.get(end + 1).is("\"")) {
            out.say(count(tokens, end, "second", "seconds"), end, end + 2);
            end += 2;
        }
        String compass = MeasureRule.compass(tokens.get(end));
        if (compass.isEmpty()) {
            return end - at;
        }
        out.say(compass, end, end + 1);
        return end + 1 - at;
    }

    private static String count(Tokens tokens, int at, String one, String many) {
        String number = EnglishNumbers.cardinal(tokens.get(at).text());
        return number + " " + (number.equals("one") ? one : many);
    }
}
