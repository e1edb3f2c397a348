package sori.text.rules;

import java.util.function.UnaryOperator;

/**
 * How a language says digits that it is told the meaning of.
 *
 * @param cardinal digits to words, as the two after it
 * @param letters ASCII letters to their names
 */
public record NumberWords(
        UnaryOperator<String> cardinal,
        UnaryOperator<String> ordinal,
        UnaryOperator<String> digits,
        UnaryOperator<String> letters) {}
