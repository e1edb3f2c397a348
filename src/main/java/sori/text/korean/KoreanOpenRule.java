package sori.text.korean;

import java.util.Map;
import sori.text.rules.KoreanSyllables;
import sori.text.rules.Reading;
import sori.text.rules.Rule;
import sori.text.rules.SemioticClass;
import sori.text.rules.Token;
import sori.text.rules.Tokens;

/** What is left open: particles in two forms, "철수은(는)" is 철수는, "7(으)로" 칠로; and names of circles, "김○○" is 김땡땡. */
final class KoreanOpenRule implements Rule {
    /** The form in brackets, and the one before them. */
    private static final Map<String, String> OTHER = Map.ofEntries(
            Map.entry("는", "은"),
            Map.entry("은", "는"),
            Map.entry("가", "이"),
            Map.entry("이", "가"),
            Map.entry("를", "을"),
            Map.entry("을", "를"),
            Map.entry("와", "과"),
            Map.entry("과", "와"));

    private static final String CIRCLES = "○◯〇";
    private static final int CIRCLES_MAX = 6;

    @Override
    public SemioticClass semioticClass() {
        return SemioticClass.PLAIN;
    }

    @Override
    public int read(Tokens tokens, int at, Reading out) {
        Token token = tokens.get(at);
        if (token.is("(")) {
            return optional(tokens, at, out);
        }
        if (isCircle(token)) {
            return circles(tokens, at, out);
        }
        String other = bracketed(tokens, at + 1);
        String particle = OTHER.getOrDefault(other, "");
        boolean open = token.isWord() && !particle.isEmpty() && token.text().endsWith(particle);
        if (!open) {
            return 0;
        }
        String word =
                KoreanSyllables.only(token.text().substring(0, token.text().length() - 1));
        boolean apart = token.glued() && !tokens.get(at - 1).isAnyOf("([\"'");
        if (word.isEmpty() || apart) {
            String behind = word.isEmpty() ? out.lastWord() : word;
            out.append(word + KoreanParticles.fitting(behind, particle), at, at + 4);
        } else {
            out.say(word + KoreanParticles.fitting(word, particle), at, at + 4);
        }
        return 4;
    }

    /** The "(으)로" and "(이)라고" behind what was said. */
    private static int optional(Tokens tokens, int at, Reading out) {
        String vowel = bracketed(tokens, at);
        Token rest = tokens.get(at + 3);
        String particle = vowel + rest.text();
        boolean open = (vowel.equals("으") || vowel.equals("이"))
                && tokens.get(at).glued()
                && rest.glued()
                && KoreanParticles.is(particle)
                && !out.lastWord().isEmpty();
        if (!open) {
            return 0;
        }
        out.append(KoreanParticles.fitting(out.lastWord(), particle), at, at + 4);
        return 4;
    }

    /** The syllable in glued brackets that begin at a token; "" if there is none. */
    private static String bracketed(Tokens tokens, int at) {
        Token inside = tokens.get(at + 1);
        boolean shape =
                tokens.glued(at, "(") && inside.glued() && inside.text().length() == 1 && tokens.glued(at + 2, ")");
        return shape ? inside.text() : "";
    }

    /** Circles for a name that isn't told, against each other or Hangul; one alone marks a line. */
    private static int circles(Tokens tokens, int at, Reading out) {
        int end = at + 1;
        while (end < at + CIRCLES_MAX && tokens.get(end).glued() && isCircle(tokens.get(end))) {
            end++;
        }
        Token before = tokens.get(at - 1);
        Token next = tokens.get(end);
        boolean behind = tokens.get(at).glued() && before.isWord();
        if (end == at + 1 && !behind && !(next.glued() && next.isWord())) {
            return 0;
        }
        String name = "땡".repeat(end - at);
        if (next.glued() && next.isWord()) {
            name += KoreanSyllables.only(next.text());
            end++;
        }
        if (behind) {
            out.join(name, at, end);
        } else {
            out.say(name, at, end);
        }
        return end - at;
    }

    private static boolean isCircle(Token token) {
        return token.isAnyOf(CIRCLES);
    }
}
