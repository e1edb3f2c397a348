package sori.text.korean;

import sori.text.rules.Token;
import sori.text.rules.Tokens;

/** Closing quotes, brackets and marks of emphasis, behind which Korean goes on without a space: 'ㄱ'을, 유엔(UN)이, **중요**합니다. */
final class KoreanClosings {
    private static final String BRACKETS = ")]}〉》」』】>";
    private static final String QUOTES = "\"'`*_~=";
    private static final int CLOSINGS_MAX = 6;
    private static final int QUOTED_MAX = 40;

    private KoreanClosings() {}

    /** Whether a word goes on what stands inside the closings glued before it. */
    static boolean isBehind(Tokens tokens, int at) {
        Token close = tokens.get(at - 1);
        if (!tokens.get(at).glued() || !close.glued()) {
            return false;
        }
        String word = tokens.get(at).text();
        if (close.isAnyOf(BRACKETS)) {
            return KoreanParticles.is(word) || "〉》」』>".contains(close.text());
        }
        boolean wave = close.is("~") && !tokens.get(at - 2).is("~");
        return !wave && close.isAnyOf(QUOTES) && (isOpen(tokens, at - 1) || KoreanParticles.is(word));
    }

    /** The token that the closings up to a token stand behind. */
    static int inside(Tokens tokens, int close) {
        int at = close;
        while (at > close - CLOSINGS_MAX && tokens.get(at).isAnyOf(BRACKETS + QUOTES + ".,")) {
            at--;
        }
        return at;
    }

    /** Whether the sign at a token closes what the same sign has opened. */
    private static boolean isOpen(Tokens tokens, int close) {
        Token sign = tokens.get(close);
        int first = close;
        while (tokens.get(first - 1).is(sign.text()) && tokens.get(first).glued()) {
            first--;
        }
        int signs = 0;
        for (int i = first - 1; i > first - QUOTED_MAX && !tokens.get(i).text().isEmpty(); i--) {
            signs += tokens.get(i).is(sign.text()) && !tokens.get(i - 1).is(sign.text()) ? 1 : 0;
        }
        return signs % 2 == 1;
    }
}
