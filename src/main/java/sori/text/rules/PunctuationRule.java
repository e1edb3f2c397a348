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
            boolean insideWord =
                    token.is("-") && token.glued() && tokens.get(at + 1).glued();
            if (!insideWord) {
                out.punctuate("-");
            }
        } else if (!token.isAnyOf(SILENT) || symbols.isSpoken(tokens, at)) {
            return 0;
        }
        return 1;
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
