package sori.text.rules;

/**
 * Reads what belongs to one semiotic class. Stateless, and it looks at no more than a fixed number of tokens from where it
 * is asked, so that the work for a text grows with its length.
 */
public interface Rule {
    SemioticClass semioticClass();

    /** Whether the first token of what this rule reads can be of a kind; the rule is not asked at others. */
    default boolean mayStartAt(Token.Kind kind) {
        return true;
    }

    /**
     * Says what stands at a token, if it is of this rule's class.
     *
     * @return how many tokens were read; 0 if the rule doesn't apply, and then nothing was said
     */
    int read(Tokens tokens, int at, Reading out);
}
