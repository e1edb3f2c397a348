package sori.text.rules;

/** Links and pictures in Markdown: of "[label](https://…)" the label is read, and the brackets make no pause. */
public final class LinkRule implements Rule {
    private static final int LABEL_MAX = 40;
    private static final int ADDRESS_MAX = 120;

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
        if (token.is("!") && tokens.glued(at + 1, "[")) {
            return isLink(tokens, at + 1) ? 2 : 0;
        }
        if (token.is("[")) {
            int aside = asideEnd(tokens, at);
            if (aside > at && endsSentence(tokens, at, aside)) {
                out.endSentence();
            }
            return aside > at ? aside - at : isLink(tokens, at) ? 1 : 0;
        }
        int end = token.is("]") ? addressEnd(tokens, at) : 0;
        return end > 0 ? end - at : 0;
    }

    /**
     * Token after what is in square brackets and not read: the number of a note behind a mark, as in "1990.[1]", and the box of a task, "- [x]"; the
     * bracket itself elsewhere.
     */
    private static int asideEnd(Tokens tokens, int open) {
        Token before = tokens.get(open - 1);
        boolean note = tokens.get(open).glued()
                && (before.isAnyOf(".,;:!?)\"")
                        || before.is("]") && tokens.get(open - 2).isNumber())
                && tokens.gluedNumber(open + 1, 1, 3)
                && tokens.glued(open + 2, "]");
        boolean box = !tokens.get(open).glued()
                && before.isAnyOf("-*+")
                && tokens.get(open + 1).isAnyOf("xX")
                && tokens.glued(open + 2, "]")
                && !tokens.get(open + 3).glued();
        return note || box ? open + 3 : open;
    }

    /** Whether a note stands behind the end of a sentence: "in 1990.[1] The". */
    private static boolean endsSentence(Tokens tokens, int open, int end) {
        Token next = tokens.get(end);
        return tokens.get(open - 1).isAnyOf(".!?") && next.isCapitalized() && !next.glued();
    }

    private static boolean isLink(Tokens tokens, int open) {
        for (int i = open + 1; i < open + LABEL_MAX; i++) {
            Token token = tokens.get(i);
            if (token.is("]")) {
                return addressEnd(tokens, i) > 0;
            }
            if (token.kind() == Token.Kind.NONE
                    || token.is("[") && !tokens.get(i - 1).is("!")) {
                return false;
            }
        }
        return false;
    }

    /** Token after the address in round brackets, with its title perhaps, that is glued behind a label; 0 if there is none. */
    private static int addressEnd(Tokens tokens, int close) {
        if (tokens.glued(close + 1, "[")) {
            return referenceEnd(tokens, close + 2);
        }
        if (!tokens.glued(close + 1, "(") || !isAddress(tokens, close + 2)) {
            return 0;
        }
        int depth = 1;
        boolean title = false;
        for (int i = close + 2; i < close + ADDRESS_MAX; i++) {
            Token token = tokens.get(i);
            depth += token.is("(") ? 1 : token.is(")") ? -1 : 0;
            title |= i > close + 2 && !token.glued() && token.isAnyOf("\"'");
            if (depth == 0) {
                return i + 1;
            }
            if (token.kind() == Token.Kind.NONE || i > close + 2 && !token.glued() && !title) {
                return 0;
            }
        }
        return 0;
    }

    /** Token after "[1]" or "[docs]" behind a label, which names a link that stands elsewhere. */
    private static int referenceEnd(Tokens tokens, int at) {
        boolean name = tokens.get(at).isNumber(1, 3) || tokens.get(at).isLowerCase();
        return name && tokens.get(at).glued() && tokens.glued(at + 1, "]") && !tokens.gluedAnyOf(at + 2, "[(")
                ? at + 2
                : 0;
    }

    /** A scheme, a path, an anchor, or a name with a dot. */
    private static boolean isAddress(Tokens tokens, int at) {
        Token first = tokens.get(at);
        boolean path = first.isAnyOf("/#.<?");
        boolean scheme = first.isWord() && tokens.glued(at + 1, ":");
        return first.glued() && (path || scheme || first.kind() != Token.Kind.NONE && hasDot(tokens, at));
    }

    private static boolean hasDot(Tokens tokens, int at) {
        for (int i = at + 1;
                i < at + ADDRESS_MAX && tokens.get(i).glued() && !tokens.get(i).is(")");
                i++) {
            if (tokens.get(i).isAnyOf("./") && tokens.get(i + 1).glued()) {
                return true;
            }
        }
        return false;
    }
}
