package sori.text.english;

import sori.text.rules.Reading;
import sori.text.rules.Rule;
import sori.text.rules.SemioticClass;
import sori.text.rules.Token;
import sori.text.rules.Tokens;

/** From when to when a subtitle is shown, as SubRip and WebVTT write it: "00:01:02,500 --> 00:01:05,000". */
final class SubtitleRule implements Rule {
    private static final String[] NAMES = {"hour", "minute"};

    /** Hours may be left out: "01:02.500". */
    private record Moment(String words, int end) {}

    @Override
    public SemioticClass semioticClass() {
        return SemioticClass.TIME;
    }

    @Override
    public boolean mayStartAt(Token.Kind kind) {
        return kind == Token.Kind.NUMBER;
    }

    @Override
    public int read(Tokens tokens, int at, Reading out) {
        Moment from = moment(tokens, at);
        boolean arrow = tokens.get(from.end()).is("-")
                && tokens.glued(from.end() + 1, "-")
                && tokens.glued(from.end() + 2, ">");
        Moment to = arrow ? moment(tokens, from.end() + 3) : from;
        if (!arrow || to.words().isEmpty()) {
            return 0;
        }
        out.say(from.words(), at, from.end());
        out.say("to", from.end(), from.end() + 3);
        out.say(to.words(), from.end() + 3, to.end());
        out.punctuate(",");
        return to.end() - at;
    }

    /** The moment that begins at a token; one without words if none does. */
    private static Moment moment(Tokens tokens, int at) {
        boolean hours = isPart(tokens, at + 3);
        int seconds = hours ? at + 4 : at + 2;
        boolean shape = tokens.get(at).isNumber(2, 2)
                && isPart(tokens, at + 1)
                && tokens.gluedAnyOf(seconds + 1, ",.")
                && tokens.gluedNumber(seconds + 2, 3, 3);
        if (!shape) {
            return new Moment("", at);
        }
        StringBuilder words = new StringBuilder();
        for (int i = at; i < seconds; i += 2) {
            String count = EnglishNumbers.cardinal(tokens.get(i).text());
            String name = NAMES[hours && i == at ? 0 : 1] + (count.equals("one") ? "" : "s");
            words.append(count.equals("zero") ? "" : count + " " + name + " ");
        }
        String whole = EnglishNumbers.cardinal(tokens.get(seconds).text());
        String part = fraction(tokens.get(seconds + 2).text());
        boolean none = whole.equals("zero") && part.isEmpty() && !words.isEmpty();
        boolean one = whole.equals("one") && part.isEmpty();
        words.append(none ? "" : whole + part + (one ? " second" : " seconds"));
        return new Moment(words.toString().strip(), seconds + 3);
    }

    private static boolean isPart(Tokens tokens, int colon) {
        return tokens.glued(colon, ":") && tokens.gluedNumber(colon + 1, 2, 2);
    }

    /** " point five" for 500, nothing for 000. */
    private static String fraction(String thousandths) {
        int last = thousandths.length();
        while (last > 0 && thousandths.charAt(last - 1) == '0') {
            last--;
        }
        return last == 0 ? "" : " point " + EnglishNumbers.digits(thousandths.substring(0, last));
    }
}
