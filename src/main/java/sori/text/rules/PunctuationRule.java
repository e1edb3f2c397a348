package sori.text.rules;

/** Marks that shape prosody go to the word before them; quotes, brackets and hyphens inside words are silent. */
public final class PunctuationRule implements Rule {
    private static final String MARKS = ",.?!;:";
    private static final String BRACKETS = "()[]{}";
    private static final String DASHES = "-–—";
    private static final String SILENT = "\"'`*_|^~<>\\";

    private final SymbolRule symbols;

    /** @param symbols names of signs that would else be silent */
    public PunctuationRule(SymbolRule symbols) {
        this.symbols = symbols;
    }

    @Override
    public SemioticClass semioticClass() {
        return SemioticClass.PUNCTUATION;
    }

    @Override
    public boolean mayStartAt(Token.Kind kind) {
        return kind == Token.Kind.SYMBOL;
    }

    @Override
    public int read(Tokens tokens, int at, Reading out) {
        Token token = tokens.get(at);
        if (closes(tokens, at)) {
            out.hold();
        }
        if (token.isAnyOf(MARKS)) {
            out.punctuate(token.text());
        } else if (token.isAnyOf(BRACKETS)) {
            out.punctuate(",");
        } else if (token.isAnyOf(DASHES)) {
            boolean twice = tokens.glued(at + 1, "-") || tokens.get(at - 1).is("-") && token.glued();
            boolean insideWord = token.is("-")
                    && token.glued()
                    && tokens.get(at + 1).glued()
                    && !(twice && isBetweenWords(tokens, at));
            if (!insideWord) {
                out.punctuate("-");
            }
        } else if (!token.isAnyOf(SILENT) || symbols.isSpoken(tokens, at)) {
            return 0;
        }
        return 1;
    }

    /** Of the two signs in "he--she", which part as a dash does. */
    private static boolean isBetweenWords(Tokens tokens, int at) {
        Token before = tokens.get(tokens.get(at - 1).is("-") ? at - 2 : at - 1);
        Token behind = tokens.get(tokens.get(at + 1).is("-") ? at + 2 : at + 1);
        return before.isWord() && behind.isWord() || before.isAnyOf("\"'") || behind.isAnyOf("\"'");
    }

    /** Whether Hangul goes on behind a closing quote, so that a sentence quoted is none: "가자."라고. */
    private static boolean closes(Tokens tokens, int at) {
        Token next = tokens.get(at + 1);
        return tokens.get(at).isAnyOf("\"')]")
                && tokens.get(at).glued()
                && next.glued()
                && next.isWord()
                && Tokens.isHangul(next.text().codePointAt(0));
    }
}
